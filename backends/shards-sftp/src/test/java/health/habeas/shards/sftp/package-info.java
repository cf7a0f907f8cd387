// SPDX-License-Identifier: Apache-2.0
@NullMarked
package health.habeas.shards.sftp;

import org.jspecify.annotations.NullMarked;
