package io.murmur.flink.source.file;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dates in the paths of files, and which of them are wanted. The form of a path is written with
 * {@code {yyyy}}, {@code {MM}}, {@code {dd}}, {@code {HH}} and {@code {mm}}, alone or together in
 * one pair of braces, whole names at a time: {@code dt={yyyy-MM-dd}/hour={HH}}, {@code
 * {yyyy}/{MM}/{dd}/{HH}}, {@code events-{yyyyMMdd}-*}. The first names of a path that have the form
 * give its date: the whole year, month, day, hour or minute, whatever the smallest unit is.
 */
final class PathDates implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The units of a date, largest first. */
  private enum Unit {
    YEAR("yyyy", ChronoUnit.YEARS),
    MONTH("MM", ChronoUnit.MONTHS),
    DAY("dd", ChronoUnit.DAYS),
    HOUR("HH", ChronoUnit.HOURS),
    MINUTE("mm", ChronoUnit.MINUTES);

    private final String letters;
    private final ChronoUnit length;

    Unit(String letters, ChronoUnit length) {
      this.letters = letters;
      this.length = length;
    }
  }

  private static final List<Unit> UNITS = List.of(Unit.values());

  /** The form of one name. */
  private record Name(Pattern pattern, List<Unit> units) implements Serializable {}

  private final String form;
  private final List<Name> names;
  private final LocalDateTime from;
  private final LocalDateTime until;

  private PathDates(String form, List<Name> names, LocalDateTime from, LocalDateTime until) {
    this.form = form;
    this.names = names;
    this.from = from;
    this.until = until;
  }

  /**
   * Takes the form apart.
   *
   * @param form how dates are written into paths
   * @param from the first date that is wanted
   * @param until the first date after it that is not
   * @throws IllegalArgumentException if the form is none, or the range is empty
   */
  static PathDates of(String form, LocalDateTime from, LocalDateTime until) {
    List<Name> names = new ArrayList<>();
    for (String name : form.split("/", -1)) {
      if (!name.isEmpty()) {
        names.add(parseName(form, name));
      }
    }
    List<Unit> written = names.stream().flatMap(name -> name.units.stream()).toList();
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    units.addAll(written);
    if (units.isEmpty()) {
      throw wrong(form, "there is no {yyyy} in it");
    }
    if (written.size() > units.size()) {
      throw wrong(form, "a unit is in it twice");
    }
    for (Unit unit : UNITS.subList(0, units.size())) {
      if (!units.contains(unit)) {
        throw wrong(form, "{" + unit.letters + "} is missing");
      }
    }
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "the date range from %s until %s is empty".formatted(from, until));
    }
    return new PathDates(form, List.copyOf(names), from, until);
  }

  private static Name parseName(String form, String name) {
    StringBuilder regex = new StringBuilder();
    List<Unit> units = new ArrayList<>();
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (c == '{') {
        int close = name.indexOf('}', i);
        if (close < 0) {
          throw wrong(form, "a '{' has no '}'");
        }
        parseUnits(form, name.substring(i + 1, close), regex, units);
        i = close + 1;
      } else {
        regex.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
        i++;
      }
    }
    return new Name(Pattern.compile(regex.toString()), List.copyOf(units));
  }

  private static void parseUnits(
      String form, String letters, StringBuilder regex, List<Unit> units) {
    int i = 0;
    while (i < letters.length()) {
      Optional<Unit> unit = unitAt(letters, i);
      if (unit.isPresent()) {
        units.add(unit.get());
        regex.append("(\\d{").append(unit.get().letters.length()).append("})");
        i += unit.get().letters.length();
      } else if (Character.isLetter(letters.charAt(i))) {
        throw wrong(form, "{" + letters + "} is not made of yyyy, MM, dd, HH and mm");
      } else {
        regex.append(Pattern.quote(letters.substring(i, i + 1)));
        i++;
      }
    }
  }

  private static Optional<Unit> unitAt(String letters, int index) {
    for (Unit unit : Unit.values()) {
      if (letters.startsWith(unit.letters, index)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  private static IllegalArgumentException wrong(String form, String why) {
    return new IllegalArgumentException(
        "'%s' is not the form of a date in a path: %s".formatted(form, why));
  }

  /** How dates are written into paths. */
  String form() {
    return form;
  }

  /** The range, in words. */
  String range() {
    return "from " + from + " until " + until;
  }

  /**
   * Whether the date of a file is wanted: whether any moment of it is in the range.
   *
   * @return empty if there is no date in the path
   */
  Optional<Boolean> wants(String path) {
    String[] parts = path.split("/", -1);
    for (int first = 0; first + names.size() <= parts.length; first++) {
      Optional<Boolean> wanted = wants(parts, first, names.size());
      if (wanted.isPresent()) {
        return wanted;
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a folder need not be entered: its path ends with the beginning of a date, and no moment
   * of that is in the range.
   *
   * @param below the folder's path below the folder that is searched
   */
  boolean excludesFolder(String below) {
    Optional<Boolean> whole = wants(below);
    if (whole.isPresent()) {
      return !whole.get();
    }
    String[] parts = below.split("/", -1);
    for (int count = Math.min(names.size(), parts.length); count > 0; count--) {
      Optional<Boolean> wanted = wants(parts, parts.length - count, count);
      if (wanted.isPresent()) {
        return !wanted.get();
      }
    }
    return false;
  }

  /** Compares the first names of the form with names of a path. */
  private Optional<Boolean> wants(String[] parts, int first, int count) {
    Map<Unit, Integer> values = new EnumMap<>(Unit.class);
    for (int i = 0; i < count; i++) {
      Matcher matcher = names.get(i).pattern.matcher(parts[first + i]);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      List<Unit> units = names.get(i).units;
      for (int group = 0; group < units.size(); group++) {
        values.put(units.get(group), Integer.parseInt(matcher.group(group + 1)));
      }
    }
    List<Unit> known = UNITS.subList(0, values.size());
    return known.isEmpty() || !values.keySet().containsAll(known)
        ? Optional.empty()
        : overlaps(values, known.get(known.size() - 1).length);
  }

  private Optional<Boolean> overlaps(Map<Unit, Integer> values, ChronoUnit length) {
    try {
      LocalDateTime start =
          LocalDateTime.of(
              values.get(Unit.YEAR),
              values.getOrDefault(Unit.MONTH, 1),
              values.getOrDefault(Unit.DAY, 1),
              values.getOrDefault(Unit.HOUR, 0),
              values.getOrDefault(Unit.MINUTE, 0));
      LocalDateTime end = start.plus(1, length);
      return Optional.of(start.isBefore(until) && end.isAfter(from));
    } catch (DateTimeException e) {
      // 2026-13-45 is not a date, so the path does not have the form.
      return Optional.empty();
    }
  }
}
