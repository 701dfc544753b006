"""What is said of events in Spanish, with "usted", and so that nobody's gender has to be guessed."""

from __future__ import annotations

from receptionist.events.call import InsuranceNoted, TransferFailed
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp
from receptionist.projections.sayings import Sayings

SPANISH = Sayings(
    what="{treatment} con {provider}",
    booked="Queda reservada su cita para {what} {when}, a nombre de {name}.",
    moved="De acuerdo, he cambiado su cita para {what}: ahora es {when}, a nombre de {name}.",
    guardian="Debe venir también uno de los padres o un tutor.",
    code="Su código de confirmación es: {code}.",
    code_stays="Su código de confirmación sigue siendo el mismo.",
    cancelled="De acuerdo, he cancelado la cita de {name} para {what}, que era {when}.",
    policy="Pedimos que se nos avise con {notice} de anticipación, así que es posible que el personal le contacte.",
    notice=("una hora", "{n} horas"),
    late="Gracias por avisarnos. Ya le dije al personal que llegará {minutes} tarde.",
    too_late=(
        "Gracias por avisarnos, ya se lo dije al personal. Si llega {minutes} tarde, quizá ya no se le pueda atender."
        " ¿Quiere otra hora?"
    ),
    minutes=("1 minuto", "{n} minutos", "un poco"),
    nothing_ahead="No veo ninguna cita pendiente. ¿Quiere reservar una?",
    appointments="Hay {n} citas.",
    has="{name} tiene cita para {what} {when}.",
    details_sent="Le he enviado de nuevo los detalles de su cita, que es {when}.",
    details_by_hand=(
        "Por teléfono no puedo mostrarle nada, así que el personal le enviará los detalles de su cita, que es {when}."
    ),
    offer="Puedo ofrecerle {choices}.",
    suits=("¿Le conviene?", "¿Le conviene alguna de estas horas?"),
    free="Tengo libre {choices}.",
    free_with="Tengo libre {choices} con {provider}.",
    nothing_free="Lo siento, para entonces no tengo nada libre.",
    refusals={
        "name_missing": "No oí el nombre.",
        "name_too_long": "Ese nombre es más largo de lo que puedo anotar.",
        "name_not_a_name": "No entendí bien el nombre.",
        "in_the_past": "Lo siento, esa hora ya pasó.",
        "closed_that_day": "Lo siento, ese día estamos cerrados.",
        "outside_hours": "Lo siento, a esa hora no atendemos.",
        "no_such_start": "Lo siento, ninguna cita empieza exactamente a esa hora.",
        "too_far_ahead": "Lo siento, la agenda todavía no llega tan lejos.",
        "slot_taken": "Lo siento, esa hora ya está ocupada.",
        "already_booked": "En esta llamada ya se reservó una cita a ese nombre.",
        "malformed_request": "Disculpe, no le entendí.",
        "unknown_slot": "Disculpe, no sé a cuál de las horas se refiere.",
        "no_free_time": "Lo siento, para entonces no tengo nada libre.",
        "not_performed_by": "Lo siento, la persona que pidió no hace ese tratamiento.",
        "not_for_new_patients": "Lo siento, para ese tratamiento hace falta una visita anterior con nosotros.",
        "age_limits": "Lo siento, ese tratamiento no se hace a esa edad.",
        "provider_away": "Lo siento, la persona que pidió no está a esa hora.",
    },
    refusal_questions={
        "name_missing": "¿A nombre de quién pongo la cita?",
        "name_too_long": "¿Cuáles son el nombre y el apellido?",
        "name_not_a_name": "¿Me repite el nombre y el apellido, por favor?",
        "already_booked": "¿Quiere cambiarla?",
        "malformed_request": "¿Me repite el nombre, el día y la hora, por favor?",
        "unknown_slot": "¿Qué día y a qué hora la quiere?",
        "not_performed_by": "¿Quiere que le atienda otra persona?",
        "not_for_new_patients": "¿Quiere reservar antes una primera visita?",
        "age_limits": "¿Para qué otra cosa podría ser la visita?",
    },
    another_time="¿Qué otro día y a qué hora le vendría bien?",
    questions={
        "date": "¿Qué día le vendría bien?",
        "time": "¿A qué hora le vendría bien?",
        "treatment": "¿Para qué quiere venir?",
        "provider": "¿Con quién quiere la cita?",
        "new_patient": "¿Sería la primera visita a nuestra clínica?",
        "birth_date": "¿Cuál es la fecha de nacimiento, con el día, el mes y el año?",
        "phone": "¿Cuál es el número de teléfono, con el código de área?",
        "name": "¿Cuáles son el nombre y el apellido de quien viene?",
        "code": "¿Me lee el código de confirmación, carácter por carácter, por favor?",
        "appointment": "¿A qué cita se refiere?",
    },
    choose={
        "treatment": "¿Para qué es la visita: {choices}?",
        "provider": "¿Con quién quiere la cita: {choices}?",
        "appointment": "¿A qué cita se refiere: {choices}?",
    },
    the_same={
        PatientRecognised: "Gracias, eso es todo lo que necesito.",
        RecognitionFailed: "Lo siento, no pude confirmar esos datos. ¿Me los da una vez más, por favor?",
        RecognitionGivenUp: (
            "Lo siento, en esta llamada no puedo confirmar esos datos, así que tendrá que ayudarle una persona de la"
            " clínica. ¿Quiere dejarle un mensaje?"
        ),
        TransferFailed: "Lo siento, en este momento nadie pudo atender su llamada.",
        InsuranceNoted: "Gracias, he anotado su seguro. Lo que cubre lo tiene que comprobar el personal.",
    },
    waiting=(
        "He puesto a {name} en la lista de espera. Si queda libre una hora entre el {first} y el {last}, le llamaremos."
    ),
    waiting_one_day="He puesto a {name} en la lista de espera. Si queda libre una hora el {first}, le llamaremos.",
    message="He anotado su mensaje para el personal.",
    callback=(
        "Una persona de la clínica le devolverá la llamada a más tardar el {day}.",
        "Una persona de la clínica le devolverá la llamada en cuanto pueda.",
        "Una persona de la clínica le devolverá la llamada.",
        "¿A qué número le podemos devolver la llamada?",
    ),
    about_that=(
        "Además, una persona de la clínica le llamará por eso a más tardar el {day}.",
        "Si me deja un número, una persona de la clínica también le llamará por eso.",
    ),
    thanks="Gracias.",
    putting_through="Por supuesto. Un momento, por favor, le comunico con una persona.",
    cannot_put_through="Por supuesto. Desde aquí no puedo comunicarle.",
    language_chosen="Por supuesto, hablemos en español.",
)
