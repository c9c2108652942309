// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads schema files, and refuses one that a host would refuse or panic on.
//
// Source of the rules: both cores' InternalValidate; an attribute without a type, for example,
// panics the host, so a mistake in a file must end here, at the first unit test.

#pragma once

#include <span>

#include "provider/base/embedded_file.h"
#include "provider/schema/schema.h"

namespace provider::schema {

// Files are told apart by their names: schemas/provider.json, which must be there, and
// schemas/{data-sources,ephemeral-resources,actions,functions}/NAME.json. Throws std::logic_error
// with the file and the place in it: a mistake here is a bug of the build. Dynamic types inside
// blocks and nested attributes are refused, because they change the implied type of the whole.
[[nodiscard]] ProviderSchema LoadSchemas(std::span<const base::EmbeddedFile> files);

// The type of nested objects: the object itself, or a collection of it.
[[nodiscard]] cty::Type NestedType(Nesting nesting, cty::Type object);

}  // namespace provider::schema
