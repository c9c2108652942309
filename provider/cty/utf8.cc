// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/utf8.h"

#include <cstddef>

namespace provider::cty {

bool IsUtf8(std::string_view bytes) {
  std::size_t i = 0;
  const auto continuation = [&](unsigned low = 0x80, unsigned high = 0xbf) {
    if (i >= bytes.size()) return false;
    const auto byte = static_cast<unsigned char>(bytes[i++]);
    return byte >= low && byte <= high;
  };
  while (i < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[i++]);
    bool valid = true;
    if (lead < 0x80) {
      continue;
    } else if (lead >= 0xc2 && lead <= 0xdf) {
      valid = continuation();
    } else if (lead >= 0xe0 && lead <= 0xef) {
      // The second byte's bounds exclude overlong forms (e0) and surrogates (ed).
      valid =
          continuation(lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && continuation();
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      valid = continuation(lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) &&
              continuation() && continuation();
    } else {
      return false;
    }
    if (!valid) return false;
  }
  return true;
}

}  // namespace provider::cty
