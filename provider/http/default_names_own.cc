// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <utility>

#include "provider/http/default_names.h"

namespace provider::http {

NameSource DefaultNames(base::Environment environment, ResolverFiles files) {
  return OwnNames(std::move(environment), std::move(files));
}

}  // namespace provider::http
