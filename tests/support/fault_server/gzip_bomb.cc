// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/gzip_bomb.h"

#include <cstdint>

#include <zlib.h>

namespace fault_server {
namespace {

constexpr unsigned int kMebibyte = 1U << 20U;

// One MiB of spaces as deflate blocks that do not refer to earlier data, so that they can be
// repeated.
std::string DeflatedSpaces(const std::string& spaces) {
  z_stream deflater{};
  deflateInit2(&deflater, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&deflater, kMebibyte) + 16, '\0');
  std::string source = spaces;
  deflater.next_in = reinterpret_cast<Bytef*>(source.data());
  deflater.avail_in = kMebibyte;
  deflater.next_out = reinterpret_cast<Bytef*>(packed.data());
  deflater.avail_out = static_cast<uInt>(packed.size());
  deflate(&deflater, Z_FULL_FLUSH);
  packed.resize(deflater.total_out);
  deflateEnd(&deflater);
  return packed;
}

std::string LittleEndian(std::uint32_t number) {
  std::string bytes;
  for (unsigned int shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((number >> shift) & 0xffU);
  }
  return bytes;
}

}  // namespace

std::string GzipOfSpaces(unsigned int mebibytes) {
  const std::string spaces(kMebibyte, ' ');
  const std::string block = DeflatedSpaces(spaces);
  const auto block_sum = crc32(0, reinterpret_cast<const Bytef*>(spaces.data()), kMebibyte);
  std::string bomb("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  uLong sum = crc32(0, nullptr, 0);
  for (unsigned int i = 0; i < mebibytes; ++i) {
    bomb += block;
    sum = crc32_combine(sum, block_sum, kMebibyte);
  }
  bomb.append("\x03\x00", 2);  // the last block, empty
  bomb += LittleEndian(static_cast<std::uint32_t>(sum)) + LittleEndian(mebibytes * kMebibyte);
  return bomb;
}

void ServeGzipBomb(Stream& stream, const std::string& head) {
  stream.Write(head);
  stream.Write(GzipOfSpaces(1024));
  stream.CloseCleanly();
}

}  // namespace fault_server
