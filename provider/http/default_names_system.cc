// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/default_names.h"
#include "provider/http/system_names.h"

namespace provider::http {

NameSource DefaultNames(base::Environment, ResolverFiles) { return SystemNames(); }

}  // namespace provider::http
