// SPDX-License-Identifier: Apache-2.0
@NullMarked
package health.habeas.shards.http;

import org.jspecify.annotations.NullMarked;
