// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

/** A server that an operator starts. */
interface Command {
  /**
   * Serves from now on; says so in one line.
   *
   * @param resources closed when the process is told to end
   */
  String start(Resources resources);
}
