// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <iterator>

#include <gtest/gtest.h>
#include <openssl/rand.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provider/base/openssl_init.h"

namespace provider::base {
namespace {

using Draw = std::array<unsigned char, 32>;

Draw DrawPublic() {
  Draw draw{};
  EXPECT_EQ(RAND_bytes(draw.data(), static_cast<int>(draw.size())), 1);
  return draw;
}

TEST(OpenSslRandom, DiffersBetweenAProcessAndItsFork) {
  InitOpenSsl();
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto draw = DrawPublic();
    ::_exit(::write(ends[1], draw.data(), draw.size()) == std::ssize(draw) ? 0 : 1);
  }
  const auto ours = DrawPublic();
  Draw theirs{};
  EXPECT_EQ(::read(ends[0], theirs.data(), theirs.size()), std::ssize(theirs));
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_NE(ours, theirs);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace provider::base
