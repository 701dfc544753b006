"""Spanish words that are not somebody's name, without accents: they may be missing in what is typed or heard."""

from __future__ import annotations

from receptionist.llm.ordinary_words import word_set

ORDINARY_ES = word_set(
    """
    a al algo alguien algun alguna alla ahi ahora antes aqui asi aun aunque bien cada casi como con cual cuando cuanto
    de del desde despues donde dos durante e el ella ellos en entonces entre era es esa ese eso esta estaba estan estar
    este esto estos estoy fue fui ha hace hacia han hasta hay he hoy la las le les lo los mas me mejor menos mi mia mio
    mis mismo misma muy nada nadie ni no nos nosotros nuestra nuestro o otra otro para pero poco por porque pronto pues
    que quien se ser si siempre sin sobre solo son soy su sus tal tambien tampoco tan tanto te ti tiene tienen todo toda
    todos tu tus un una uno unos usted ustedes va ver vez voy y ya yo
    """,
    """
    lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre
    setiembre octubre noviembre diciembre manana tarde noche mediodia madrugada semana mes ano dia dias hora horas
    minuto minutos proximo proxima siguiente pasado tres cuatro cinco seis siete ocho nueve diez once doce media cuarto
    navidad
    """,
    """
    quiero quisiera querria necesito puedo puede podria gustaria tengo busco llamo llama llamar llamaba hablar habla
    hablo pedir reservar hacer sacar agendar cambiar mover cancelar anular confirmar saber preguntar dejar dar decir
    digo dije venir ir llegar pagar enviar mandar repetir esperar espere ayuda ayudar gracias hola adios perdon disculpe
    favor claro bueno vale perfecto correcto exacto seguro listo encantado mucho mucha gusto buenos buenas buen
    """,
    """
    cita citas consulta visita turno reserva dentista doctor doctora clinica higienista limpieza revision chequeo examen
    empaste corona muela muelas diente dientes boca encia encias dolor urgencia emergencia paciente nuevo nueva primera
    primer segunda ultimo ultima hijo hija hijos nino nina ninos esposo esposa marido mujer madre padre mama papa
    hermano
    hermana amigo amiga bebe familia persona recado mensaje numero telefono codigo fecha nacimiento nombre apellido
    seguro
    direccion horario precio tarjeta efectivo tratamiento problema pregunta espanol ingles disponible libre ocupado
    ridiculo ridicula inaceptable indignante increible verdad mentira terrible horrible malo mala bonito genial
    estupendo
    temprano urgente posible importante enfadado enojado nervioso nerviosa embarazada mayor menor cliente senor senora
    """,
)
"""Taken as a name nowhere."""
