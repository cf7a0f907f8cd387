// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

/** What every store must do, and a {@link StoreProbe} tries. Immutable. */
public enum StoreCheck {
  READ_AFTER_WRITE("give back at once, byte for byte, what was put"),
  CREATE_ONLY("leave a blob unchanged when its name is put again, and say so"),
  RANGE("give a part of a blob, and none beyond its end"),
  ONE_WINNER("let exactly one of many writers of one name win"),
  LIST("list the names below a prefix, in order"),
  DELETE("delete a blob, and say whether there was one");

  private final String duty;

  StoreCheck(String duty) {
    this.duty = duty;
  }

  /** What the store must do, after "it must". */
  public String duty() {
    return duty;
  }
}
