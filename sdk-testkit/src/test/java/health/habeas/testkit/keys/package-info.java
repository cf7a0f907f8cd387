// SPDX-License-Identifier: Apache-2.0
/** Laws that only whoever sees the SDK's insides can test: the ciphers at work. Not part of the published kit. */
@NullMarked
package health.habeas.testkit.keys;

import org.jspecify.annotations.NullMarked;
