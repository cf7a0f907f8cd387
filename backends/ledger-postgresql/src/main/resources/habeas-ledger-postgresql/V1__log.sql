-- SPDX-License-Identifier: Apache-2.0
-- What each column means stands in docs/spec/ledger.md.

create table log (
  one      boolean primary key default true check (one),
  fence    bigint not null,
  size     bigint not null check (size >= 0),
  time_ms  bigint not null,
  verifier text not null
) with (fillfactor = 10); -- updated by every append: room for its versions on its own page

create table entry (
  position bigint primary key,
  id       bytea not null unique check (octet_length(id) = 32),
  leaf     bytea not null,
  time_ms  bigint not null
);

create table head (
  one  boolean primary key default true check (one),
  size bigint not null,
  note text not null
);
