"""What is said of events in English."""

from __future__ import annotations

from receptionist.events.call import InsuranceNoted, TransferFailed
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp
from receptionist.projections.sayings import Sayings

ENGLISH = Sayings(
    what="{treatment} with {provider}",
    booked="You're booked for {what} on {when}, {name}.",
    moved="All right, I've moved you to {when} for {what}, {name}.",
    guardian="A parent or guardian must come along.",
    code="Your confirmation code is: {code}.",
    code_stays="Your confirmation code stays the same.",
    cancelled="All right, I've cancelled the {plain} on {when} for {name}.",
    policy="We ask for {notice} notice, so the staff may get in touch with you about it.",
    notice=("an hour's", "{n} hours'"),
    late="Thank you for letting us know. I've told the staff that you will be {minutes} late.",
    too_late=(
        "Thank you for letting us know, I've told the staff. If you are {minutes} late, they may not be able to see you"
        " any more. Would you like another time?"
    ),
    minutes=("a minute", "{n} minutes", "a little"),
    nothing_ahead="I don't see any appointment ahead. Would you like to book one?",
    appointments="There are {n} appointments.",
    has="{name} has {what} on {when}.",
    details_sent="I've sent you the details of your appointment on {when} again.",
    details_by_hand=(
        "I can't show you anything on a phone line, so the staff will send you the details of your appointment on"
        " {when}."
    ),
    offer="I could offer {choices}.",
    suits=("Would that suit you?", "Would one of these suit you?"),
    free="I have {choices}.",
    free_with="I have {choices} with {provider}.",
    nothing_free="I'm sorry, I have nothing free then.",
    refusals={
        "name_missing": "I didn't get a name.",
        "name_too_long": "That name is longer than I can write down.",
        "name_not_a_name": "I didn't catch the name properly.",
        "in_the_past": "I'm sorry, that time has already passed.",
        "closed_that_day": "I'm sorry, we're closed that day.",
        "outside_hours": "I'm sorry, we don't see patients at that time.",
        "no_such_start": "I'm sorry, no appointment begins at exactly that time.",
        "too_far_ahead": "I'm sorry, the diary doesn't go that far ahead yet.",
        "slot_taken": "I'm sorry, that time is already taken.",
        "already_booked": "There is an appointment under that name from this call already.",
        "malformed_request": "I'm sorry, I didn't catch that.",
        "unknown_slot": "I'm sorry, I'm not sure which of the times you mean.",
        "no_free_time": "I'm sorry, I have nothing free then.",
        "not_performed_by": "I'm sorry, the person you asked for doesn't do that treatment.",
        "not_for_new_patients": "I'm sorry, for that treatment we need to have seen the patient before.",
        "age_limits": "I'm sorry, that treatment isn't for a patient of that age.",
        "provider_away": "I'm sorry, the person you asked for isn't in at that time.",
    },
    refusal_questions={
        "name_missing": "Whose name should I put the appointment under?",
        "name_too_long": "What is the first and the last name?",
        "name_not_a_name": "Could you tell me the first and the last name again?",
        "already_booked": "Would you like to move it?",
        "malformed_request": "Could you tell me the name, the day and the time again?",
        "unknown_slot": "Which day and time would you like?",
        "not_performed_by": "Would you like to see somebody else for it?",
        "not_for_new_patients": "Would you like to book a first visit instead?",
        "age_limits": "What else could the visit be for?",
    },
    another_time="What other day and time would suit you?",
    questions={
        "date": "Which day would suit you?",
        "time": "What time of day would suit you?",
        "treatment": "What would you like to come in for?",
        "provider": "Who would you like to see?",
        "new_patient": "Would this be the first visit to our clinic?",
        "birth_date": "What is the patient's date of birth, with the month, the day and the year?",
        "phone": "What is the patient's phone number, with the area code?",
        "name": "What is the patient's first and last name?",
        "code": "Could you read me the confirmation code, one character at a time?",
        "appointment": "Which appointment do you mean?",
    },
    choose={
        "treatment": "What is the visit for: {choices}?",
        "provider": "Who would you like to see: {choices}?",
        "appointment": "Which appointment do you mean: {choices}?",
    },
    the_same={
        PatientRecognised: "Thank you, that's all I need.",
        RecognitionFailed: "I'm sorry, I couldn't confirm those details. Could you give them to me once more?",
        RecognitionGivenUp: (
            "I'm sorry, I can't confirm those details in this call, so somebody from the clinic will have to help you."
            " May I take a message for them?"
        ),
        TransferFailed: "I'm sorry, nobody could take your call just now.",
        InsuranceNoted: "Thank you, I've noted your insurance. What it covers, the staff will have to check.",
    },
    waiting=(
        "I've put {name} on the waiting list. If a time comes free between {first} and {last}, somebody will call you."
    ),
    waiting_one_day="I've put {name} on the waiting list. If a time comes free on {first}, somebody will call you.",
    message="I've taken down your message for the staff.",
    callback=(
        "Somebody from the clinic will call you back by {day}.",
        "Somebody from the clinic will call you back as soon as they can.",
        "Somebody from the clinic will call you back.",
        "What number can somebody call you back on?",
    ),
    about_that=(
        "I'll also have somebody from the clinic call you about that by {day}.",
        "If you leave me a number, I'll also have somebody from the clinic call you about that.",
    ),
    thanks="Thank you.",
    putting_through="Of course. One moment, please, I'm putting you through to a person.",
    cannot_put_through="Of course. I can't put you through from here.",
    language_chosen="Of course, let's speak English.",
)
