// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Finds text that was left in the place of a secret: a template that was not filled in, a variable
// that no shell expanded, the asterisks of a log.

#pragma once

#include <string_view>

namespace provider::configure {

struct Placeholder {
  // A phrase for messages that does not show the text: "has the form ${…}". Empty: the text is not
  // a placeholder.
  std::string_view form;
  // A user may have chosen a password with this form.
  bool may_be_password = false;
};

[[nodiscard]] Placeholder FindPlaceholder(std::string_view text);

}  // namespace provider::configure
