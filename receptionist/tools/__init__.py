"""The function tools: arguments become a command, what followed becomes what the LLM is told. Nothing more.

No tool touches the room or waits for it: a tool returns when its events are committed.
"""

from __future__ import annotations

from receptionist.tools.answering import CallData
from receptionist.tools.appointments import (
    cancel_appointment,
    identify_patient,
    look_up_appointments,
    move_appointment,
    report_late,
    send_details,
)
from receptionist.tools.booking import begin_booking, book_appointment, find_times, join_waiting_list
from receptionist.tools.front_desk import (
    answer_question,
    choose_language,
    end_call,
    leave_message,
    note_insurance,
    report_emergency,
    request_person,
)

__all__ = ["BOOKING_TOOLS", "TOOLS", "CallData"]

TOOLS = (
    report_emergency,
    begin_booking,
    find_times,
    book_appointment,
    identify_patient,
    look_up_appointments,
    move_appointment,
    cancel_appointment,
    report_late,
    send_details,
    join_waiting_list,
    answer_question,
    note_insurance,
    request_person,
    leave_message,
    choose_language,
    end_call,
)
BOOKING_TOOLS = frozenset({"begin_booking", "find_times", "book_appointment", "move_appointment"})
