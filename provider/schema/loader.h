// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads schema files and rejects any that a host would reject or panic on.
//
// Source of the rules: both cores' InternalValidate. For example, an attribute without a type
// panics the host, so a mistake in a file must be found here, by the first unit test.

#pragma once

#include <span>

#include "provider/base/embedded_file.h"
#include "provider/schema/schema.h"

namespace provider::schema {

// A file's name determines its kind: schemas/provider.json, which is required, and
// schemas/{data-sources,ephemeral-resources,actions,functions}/NAME.json. A file with
// {"x_cts": {"like": "data-sources/NAME"}} has only what differs from that file, as a JSON merge
// patch (RFC 7396): null removes a member. Throws std::logic_error
// with the file and the position in it, because a mistake here is a bug in the build. Dynamic types
// inside blocks and nested attributes are rejected, because they change the implied type of the
// whole.
[[nodiscard]] ProviderSchema LoadSchemas(std::span<const base::EmbeddedFile> files);

// The type of nested objects: `object` itself, or a collection of it.
[[nodiscard]] cty::Type NestedType(Nesting nesting, cty::Type object);

}  // namespace provider::schema
