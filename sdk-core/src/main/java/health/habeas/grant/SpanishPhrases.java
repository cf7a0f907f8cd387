// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/** Spanish, with the polite form. Immutable. */
record SpanishPhrases() implements Phrases {
  private static final List<String> MONTHS = List.of(
      "enero",
      "febrero",
      "marzo",
      "abril",
      "mayo",
      "junio",
      "julio",
      "agosto",
      "septiembre",
      "octubre",
      "noviembre",
      "diciembre");

  private static final Pattern I_SOUND = Pattern.compile(
      "«?(?:[ií]|h[ií](?![aeou])|y(?![aeiou]))", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  @Override
  public String of(Fixed sentence) {
    return switch (sentence) {
      case ALLOWED -> "Qué se permite:";
      case NOTHING -> "Nada.";
      case EVERY_KIND -> "datos de todo tipo";
      case NO_SENSITIVE -> "Sin datos sensibles.";
      case CORRECTIONS_KEEP -> "Lo corregido se añade. Lo anterior no se borra.";
      case NOTHING_READABLE -> "No se puede leer ninguno de sus datos.";
      case NOT_PASSED_ON -> "No se puede ceder a otros.";
      case TAKE_BACK ->
        "Puede retirar este permiso cuando quiera. Lo que ya se leyó no se puede deshacer.";
      case COMPARE -> "Las dos partes deben ver las mismas seis palabras. Si no son iguales, pare.";
      case NO_NAME -> "alguien sin nombre";
      case KEY -> "clave";
      case LOOK_CLOSELY -> "Preste atención:";
      case WIDE_KINDS -> "Se comparten datos de todo tipo.";
      case WIDE_DAYS -> "Se comparten datos de todos los días, pasados y futuros.";
      case WIDE_SENSITIVE -> "Se comparten datos sensibles.";
      case WIDE_KEYS ->
        "Las claves abren más datos de los que usted permite aquí. Solo el programa de quien lee protege el resto.";
      case WIDE_TIME -> "Dura más de un año.";
      case WIDE_PASSING_ON -> "Se puede ceder a otros.";
      case WIDE_BREAK_GLASS ->
        "En una urgencia pueden mirar sin preguntarle, durante 24 horas desde la primera vez.";
      case WIDE_BUSINESS -> "Sus datos pueden servir para llevar un negocio.";
      case WIDE_MARKETING -> "Sus datos pueden servir para venderle cosas.";
      case WIDE_TRAINING -> "Sus datos pueden servir para entrenar una IA.";
    };
  }

  @Override
  public String of(Lead lead) {
    return switch (lead) {
      case GIVEN_TO -> "Usted da acceso a sus datos de salud a";
      case PASSED_ON_BY -> "El acceso que usted dio lo cede";
      case PASSED_ON_TO -> "Lo recibe";
      case WHY -> "Para qué";
      case ONLY_TYPES -> "Solo datos de tipo";
      case ONLY_WRITTEN_BY -> "Solo lo escrito por";
      case SENSITIVE_TOO -> "También datos sensibles";
      case SENSITIVE_ONLY -> "Solo datos sensibles";
      case KINDS_NOT_SHARED -> "No se comparte";
      case SENSITIVE_NOT_SHARED -> "Datos sensibles que no se comparten";
      case NOT_ALLOWED -> "No se permite";
      case VALID_ONLY_AT -> "Vale solo ante";
      case PROMISES -> "Se promete";
      case CHECK_WORDS -> "Palabras de control";
    };
  }

  @Override
  public String of(Action action) {
    return switch (action) {
      case READ -> "leer";
      case SEARCH -> "buscar";
      case CREATE -> "añadir";
      case AMEND -> "corregir";
    };
  }

  @Override
  public String of(Category category) {
    return switch (category) {
      case ALLERGIES -> "alergias";
      case PROBLEMS -> "problemas de salud";
      case MEDICATIONS -> "medicinas";
      case IMMUNIZATIONS -> "vacunas";
      case PROCEDURES -> "intervenciones";
      case LABORATORY -> "análisis de laboratorio";
      case VITAL_SIGNS -> "signos vitales";
      case IMAGING -> "imágenes médicas";
      case DOCUMENTS -> "documentos";
      case ENCOUNTERS -> "visitas";
      case CARE_PLANS -> "planes de cuidado";
      case FAMILY_HISTORY -> "salud de la familia";
      case SOCIAL_HISTORY -> "modo de vida";
      case DEVICES -> "aparatos médicos";
      case GENOMICS -> "pruebas genéticas";
      case QUESTIONNAIRES -> "formularios";
      case COVERAGE_CLAIMS -> "gastos del seguro";
      case DEMOGRAPHICS -> "datos personales";
      case PATIENT_GENERATED -> "lo que usted anotó";
      case OTHER -> "otros datos";
    };
  }

  @Override
  public String of(Label label) {
    return switch (label) {
      case NORMAL -> "no sensible";
      case PSY -> "salud mental";
      case ETH -> "alcohol o drogas";
      case HIV -> "VIH";
      case SEX -> "salud sexual o reproductiva";
      case GDIS -> "enfermedad genética";
      case SDV -> "violencia o abuso";
      case RESTRICTED -> "lo que usted marcó como privado";
    };
  }

  @Override
  public String of(Purpose purpose) {
    return switch (purpose) {
      case TREAT -> "tratamiento";
      case ETREAT -> "tratamiento de urgencia";
      case BTG -> "acceso de urgencia sin preguntarle";
      case COC -> "planificar su atención con otros";
      case HPAYMT -> "pago";
      case HRESCH -> "investigación";
      case CLINTRCH -> "un ensayo clínico";
      case PUBHLTH -> "salud pública";
      case PATRQT -> "a petición suya";
      case FAMRQT -> "a petición de su familia";
      case PWATRNY -> "un poder legal";
      case SUPNWK -> "las personas que le apoyan";
      case HOPERAT -> "la gestión del negocio";
      case HMARKT -> "publicidad";
      case MLTRAINING -> "entrenar una IA";
    };
  }

  @Override
  public String of(Obligation obligation) {
    return switch (obligation) {
      case NORDSCLCD -> "no contarlo a otros";
      case DELAU -> "borrarlo después de usarlo";
      case NOREUSE -> "no usarlo para nada más";
    };
  }

  @Override
  public String quoted(String text) {
    return "«" + text + "»";
  }

  // "y" becomes "e" before the sound of "i"
  @Override
  public String and(String last) {
    return I_SOUND.matcher(last).lookingAt() ? "e" : "y";
  }

  @Override
  public String day(LocalDate day) {
    return day.getDayOfMonth() + " de " + MONTHS.get(day.getMonthValue() - 1) + " de "
        + day.getYear();
  }

  @Override
  public String clock(String time) {
    return time + " UTC";
  }

  @Override
  public String window(String from, String until) {
    return "Vale del " + from + " al " + until + ".";
  }

  @Override
  public String days(DaySpan span, String first, String last) {
    return switch (span) {
      case ALL -> "Datos de todos los días, pasados y futuros.";
      case ONE -> "Solo datos del " + first + ".";
      case UP_TO -> "Solo datos hasta el " + last + ".";
      case FROM -> "Solo datos desde el " + first + ".";
      case BETWEEN -> "Solo datos del " + first + " al " + last + ".";
    };
  }

  @Override
  public String onlyRecords(int count) {
    return count == 1 ? "Solo 1 dato elegido." : "Solo " + count + " datos elegidos.";
  }

  @Override
  public String passedOn(int depth) {
    return depth == 1
        ? "Se puede ceder a otros. Esos otros no pueden cederlo."
        : "Se puede ceder a otros. Así puede seguir hasta " + depth + " veces seguidas.";
  }

  @Override
  public String count(long number, Unit unit) {
    String word = switch (unit) {
      case DAY -> "día";
      case HOUR -> "hora";
      case MINUTE -> "minuto";
    };
    return number + " " + (number == 1 ? word : word + "s");
  }

  @Override
  public String late(String time) {
    return "Si lo retira, algunos lo sabrán más tarde. Pueden pasar hasta " + time + ".";
  }

  @Override
  public String usedAtMost(long uses) {
    return uses == 1
        ? "Se puede usar una vez, entre todos los que lo reciban."
        : "Se puede usar " + uses + " veces, entre todos los que lo reciban.";
  }

  @Override
  public String eraseBy(String time) {
    return "Lo que lean se debe borrar antes del " + time + ".";
  }
}
