"""What the offline brain says in Spanish, with "usted"."""

from __future__ import annotations

from receptionist.llm.phrases import Phrases

_STAFF = "el personal de la clínica le atiende en el {phone}"
_ANOTHER_TIME = "¿Qué otro día y a qué hora le vendría bien?"
_HELP = "¿En qué puedo ayudarle?"

SPANISH = Phrases(
    staff=_STAFF,
    welcome=f"Gracias por llamar a {{clinic}}. {_HELP}",
    hello=f"Hola. {_HELP}",
    how_can_i_help=_HELP,
    anything_else="¿Puedo ayudarle en algo más?",
    what_can_i_do="Claro. ¿Qué puedo hacer por usted?",
    you_are_welcome="De nada.",
    farewell="Gracias por llamar a {clinic}. ¡Hasta luego!",
    one_moment="Un momento, por favor.",
    take_your_time="Claro, con calma.",
    still_there="¿Sigue ahí?",
    i_am_here="Sí, aquí estoy.",
    robot="Soy el asistente automático de {clinic}, no una persona.",
    who=(
        "Le habla el asistente automático de {clinic}. Puedo reservar, cambiar o cancelar una cita, decirle qué tiene"
        " reservado, contestar preguntas, tomar un mensaje o buscarle a una persona."
    ),
    how_are_you="Muy bien, gracias.",
    greeted=f"Hola, {{name}}. {_HELP}",
    all_right="De acuerdo.",
    of_course="Por supuesto.",
    another_time=_ANOTHER_TIME,
    new_time=f"Por supuesto. {_ANOTHER_TIME}",
    what_is_wrong=f"Lo siento. {_ANOTHER_TIME}",
    other_time="No pasa nada. ¿Qué otro día o a qué otra hora le vendría bien?",
    nothing_suits="¿Qué otro día o a qué otra hora le vendría bien? También puedo ponerle en la lista de espera.",
    nothing_booked="De acuerdo, no reservo nada.",
    stays="De acuerdo, su cita queda como está.",
    no_renaming=f"No puedo cambiar el nombre de una cita, pero {_STAFF}.",
    shall_i_book="¿Quiere reservar una cita?",
    which_one="Disculpe, ¿cuál de ellas?",
    happy_to="Con mucho gusto.",
    thanks="Gracias, {name}.",
    thank_you="Gracias.",
    questions={
        ("name", "date", "time"): "¿Cómo se llama, y qué día y a qué hora le vendría bien?",
        ("name", "date"): "¿Cómo se llama, y qué día le vendría bien?",
        ("name", "time"): "¿Cómo se llama, y a qué hora le vendría bien?",
        ("date", "time"): "¿Qué día y a qué hora le vendría bien?",
        ("name",): "¿Cómo se llama, por favor?",
        ("date",): "¿Qué día le vendría bien?",
        ("time",): "¿A qué hora le vendría bien?",
    },
    questions_for_another={
        ("name", "date", "time"): "¿A nombre de quién la pongo, y qué día y a qué hora le vendría bien?",
        ("name", "date"): "¿A nombre de quién la pongo, y qué día le vendría bien?",
        ("name", "time"): "¿A nombre de quién la pongo, y a qué hora le vendría bien?",
        ("date", "time"): "¿Qué día y a qué hora le vendría bien?",
        ("name",): "¿A nombre de quién la pongo?",
        ("date",): "¿Qué día le vendría bien?",
        ("time",): "¿A qué hora le vendría bien?",
    },
    and_questions={
        "name": "¿Y cómo se llama, por favor?",
        "date": "¿Y qué día le vendría bien?",
        "time": "¿Y a qué hora le vendría bien?",
    },
    which_day_and_time="¿Qué día y a qué hora la quiere?",
    phone_and_birth_date="¿A qué número de teléfono podemos llamarle, y cuál es la fecha de nacimiento de quien viene?",
    your_phone="¿A qué número de teléfono podemos llamarle?",
    birth_date="¿Cuál es la fecha de nacimiento de quien viene?",
    guardian="¿Y cómo se llama usted, como madre, padre o tutor?",
    sorry_to_hear="Lo siento mucho.",
    identify=(
        "Por supuesto. Para encontrar la cita correcta, ¿me da la fecha de nacimiento y el número de teléfono, o el"
        " código de confirmación?"
    ),
    still_phone="Gracias. ¿Y cuál es el número de teléfono, con el código de área?",
    still_birth_date="Gracias. ¿Y cuál es la fecha de nacimiento?",
    how_late="¿Cuántos minutos llegará tarde?",
    which_appointment="¿A qué cita se refiere?",
    cannot_identify="En esta llamada no puedo confirmar esos datos. ¿Quiere dejar un mensaje para el personal?",
    what_message="Por supuesto. ¿Qué quiere que les diga?",
    who_calls="Gracias. ¿Cómo se llama, y a qué número le podemos devolver la llamada?",
    whom_to_call="Gracias. ¿Cómo se llama, por favor?",
    on_which_number="Gracias. ¿A qué número le podemos devolver la llamada?",
    sorry_shall_i="Lo siento mucho. ¿Quiere hablar con una persona?",
    shall_i="Le entiendo. ¿Quiere hablar con una persona?",
    didnt_catch="Disculpe, no le entendí.",
    still_didnt_catch="Disculpe, sigo sin entenderle.",
    otherwise=f"Si no, {_STAFF}.",
    trouble_booking="Lo siento, algo falló por mi parte. ¿Me repite el nombre, el día y la hora, por favor?",
    trouble_moving="Lo siento, algo falló por mi parte. ¿Me repite el nuevo día y la hora, por favor?",
    trouble_sending=f"Lo siento, ahora mismo no pude enviarlo. Pídamelo de nuevo en un momento; si no, {_STAFF}.",
    trouble=f"Lo siento, algo falló por mi parte. Inténtelo de nuevo en un momento; si no, {_STAFF}.",
    no_tool=f"Lo siento, eso no puedo hacerlo en esta llamada, pero {_STAFF}.",
)
