"""What the offline brain says in English."""

from __future__ import annotations

from receptionist.llm.phrases import Phrases

_STAFF = "the clinic's staff can help you at {phone}"
_ANYTHING_ELSE = "Is there anything else I can do for you?"
_ANOTHER_TIME = "What day and time would suit you instead?"
_HELP = "How can I help you today?"

ENGLISH = Phrases(
    staff=_STAFF,
    welcome=f"Thank you for calling {{clinic}}. {_HELP}",
    hello=f"Hello! {_HELP}",
    how_can_i_help=_HELP,
    anything_else=_ANYTHING_ELSE,
    what_can_i_do="Of course. What can I do for you?",
    you_are_welcome="You're welcome.",
    farewell="Thank you for calling {clinic}. Goodbye!",
    one_moment="One moment, please.",
    take_your_time="Of course, take your time.",
    still_there="Are you still there?",
    i_am_here="Yes, I'm here.",
    robot="I'm an automated assistant for {clinic}, not a person.",
    who=(
        "This is the automated receptionist of {clinic}. I can book, move or cancel an appointment, tell you what is"
        " booked, answer questions, take a message or get you a person."
    ),
    how_are_you="I'm doing well, thank you.",
    greeted=f"Hello, {{name}}. {_HELP}",
    all_right="All right.",
    of_course="Of course.",
    another_time=_ANOTHER_TIME,
    new_time=f"Of course. {_ANOTHER_TIME}",
    what_is_wrong="I'm sorry. What day and time would you like instead?",
    other_time="No problem. What other day or time would suit you?",
    nothing_suits="What other day or time would suit you? I can also put you on the waiting list.",
    nothing_booked="All right, I won't book anything.",
    stays="All right, your appointment stays as it is.",
    no_renaming=f"I'm afraid I can't change the name on an appointment, but {_STAFF}.",
    shall_i_book="Would you like to book an appointment?",
    which_one="Sorry, which one?",
    happy_to="Happy to.",
    thanks="Thanks, {name}.",
    thank_you="Thank you.",
    questions={
        ("name", "date", "time"): "What's your name, and when would suit you?",
        ("name", "date"): "What's your name, and what day would suit you?",
        ("name", "time"): "What's your name, and what time would suit you?",
        ("date", "time"): "What day and time would suit you?",
        ("name",): "What's your name, please?",
        ("date",): "What day would suit you?",
        ("time",): "What time would suit you?",
    },
    questions_for_another={
        ("name", "date", "time"): "What name should I put it under, and when would suit you?",
        ("name", "date"): "What name should I put it under, and what day would suit you?",
        ("name", "time"): "What name should I put it under, and what time would suit you?",
        ("date", "time"): "What day and time would suit you?",
        ("name",): "What name should I put it under?",
        ("date",): "What day would suit you?",
        ("time",): "What time would suit you?",
    },
    and_questions={
        "name": "And what's your name, please?",
        "date": "And what day would suit you?",
        "time": "And what time would suit you?",
    },
    which_day_and_time="Which day and time would you like?",
    phone_and_birth_date="What phone number can we reach you on, and what is the patient's date of birth?",
    your_phone="What phone number can we reach you on?",
    birth_date="What is the patient's date of birth?",
    guardian="And your own name, as the parent or guardian?",
    sorry_to_hear="I'm sorry to hear that.",
    identify=(
        "Of course. So that I find the right appointment, could you give me the date of birth and the phone number, or"
        " the confirmation code?"
    ),
    still_phone="Thank you. And what is the phone number, with the area code?",
    still_birth_date="Thank you. And what is the date of birth?",
    how_late="How many minutes late will you be?",
    which_appointment="Which appointment do you mean?",
    cannot_identify="I can't confirm those details in this call. May I take a message for the staff?",
    what_message="Of course. What would you like me to pass on?",
    who_calls="Thank you. What's your name, and what number can somebody call you back on?",
    whom_to_call="Thank you. What's your name, please?",
    on_which_number="Thank you. What number can somebody call you back on?",
    sorry_shall_i="I'm very sorry about that. Would you like to speak to a person?",
    shall_i="I understand. Would you like to speak to a person?",
    didnt_catch="Sorry, I didn't catch that.",
    still_didnt_catch="Sorry, I still didn't catch that.",
    otherwise=f"Otherwise, {_STAFF}.",
    trouble_booking=(
        "I'm sorry, something went wrong on my side. Could you tell me your name, the day and the time once more?"
    ),
    trouble_moving="I'm sorry, something went wrong on my side. Could you tell me the new day and time once more?",
    trouble_sending=f"I'm sorry, I couldn't send that just now. Please ask me again in a moment, or {_STAFF}.",
    trouble=f"I'm sorry, something went wrong on my side. Please ask me again in a moment, or {_STAFF}.",
    no_tool=f"I'm sorry, I can't do that in this call, but {_STAFF}.",
)
