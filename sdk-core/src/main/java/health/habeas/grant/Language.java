// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/** The languages in which grants are put into plain words. A closed list: each has every sentence. Immutable. */
public enum Language {
  ENGLISH,
  SPANISH,
  GERMAN
}
