// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/utf8.h"

#include "provider/base/utf8.h"

namespace provider::cty {

bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    if (static_cast<unsigned char>(bytes.front()) < 0x80) {  // most text is nothing else
      bytes.remove_prefix(1);
      continue;
    }
    const auto point = base::DecodeUtf8(bytes);
    // U+FFFD itself is three bytes long; of one byte it stands for what is no UTF-8.
    if (point.value == base::kReplacementCharacter && point.length == 1) return false;
    bytes.remove_prefix(point.length);
  }
  return true;
}

}  // namespace provider::cty
