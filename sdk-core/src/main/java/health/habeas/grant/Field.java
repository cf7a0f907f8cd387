// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * One field of a scope: an explicit set of values, or ALL written down. "Everything" is never implied by absence, and an
 * empty set matches nothing (L9). ALL means every value of this schema version, none born later (L13). Immutable.
 *
 * @param <T> what the field holds
 */
public sealed interface Field<T> {
  /** Every value. */
  static <T> Field<T> all() {
    return new All<>();
  }

  /**
   * Exactly these values.
   *
   * @param values none or more; duplicates count once
   */
  @SafeVarargs
  static <T> Field<T> of(T... values) {
    Set<T> some = new HashSet<>();
    for (T value : values) {
      some.add(value);
    }
    return new Some<>(some);
  }

  /**
   * Exactly these values.
   *
   * @param values none or more; duplicates count once
   */
  static <T> Field<T> of(Collection<? extends T> values) {
    return new Some<>(Set.copyOf(values));
  }

  /**
   * Whether the field holds this value.
   *
   * @param value any value
   */
  boolean contains(T value);

  /**
   * Whether every value of this field is in the other. ALL is only within ALL: a set that happens to be complete today
   * is not ALL.
   *
   * @param other the wider field
   */
  boolean within(Field<T> other);

  /**
   * Whether some value is in both.
   *
   * @param other another field
   */
  boolean overlaps(Field<T> other);

  /** Whether it matches nothing. */
  boolean isEmpty();

  /**
   * Whether the field holds each of these.
   *
   * @param values one or more
   */
  default boolean containsAll(Set<T> values) {
    return values.stream().allMatch(this::contains);
  }

  /**
   * Whether the field holds one of these.
   *
   * @param values one or more
   */
  default boolean containsAny(Set<T> values) {
    return values.stream().anyMatch(this::contains);
  }

  /** Every value. Immutable. */
  record All<T>() implements Field<T> {
    @Override
    public boolean contains(T value) {
      return true;
    }

    @Override
    public boolean within(Field<T> other) {
      return other instanceof All<T>;
    }

    @Override
    public boolean overlaps(Field<T> other) {
      return !other.isEmpty();
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public String toString() {
      return "ALL";
    }
  }

  /**
   * Exactly these values. Immutable; the set is copied.
   *
   * @param values none or more
   */
  record Some<T>(Set<T> values) implements Field<T> {
    /** Copies the set. */
    public Some {
      values = Set.copyOf(values);
    }

    @Override
    public boolean contains(T value) {
      return values.contains(value);
    }

    @Override
    public boolean within(Field<T> other) {
      return other.containsAll(values);
    }

    @Override
    public boolean overlaps(Field<T> other) {
      return other instanceof Some<T> some
          ? !Collections.disjoint(values, some.values)
          : !values.isEmpty();
    }

    @Override
    public boolean isEmpty() {
      return values.isEmpty();
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }
}
