// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "provider/plugin/listener.h"

namespace provider::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class ListenerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/listener-test-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  static base::Environment Tmpdir(const std::string& value) {
    return base::Environment({{"TMPDIR", value}});
  }

  fs::path directory_;
};

TEST_F(ListenerTest, CreatesPrivateDirectoryInTmpdirAndRemovesIt) {
  std::string address;
  {
    const auto listener = Listen(Tmpdir(directory_), {});
    ASSERT_TRUE(listener) << listener.error();
    address = listener->address();
    EXPECT_EQ(listener->network(), "unix");
    EXPECT_THAT(address, StartsWith(directory_.string() + "/"));
    struct stat info{};
    ASSERT_EQ(stat(fs::path(address).parent_path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    EXPECT_TRUE(fs::is_socket(address));
  }
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(ListenerTest, AcceptsAConnection) {
  const auto listener = Listen(Tmpdir(directory_), {});
  ASSERT_TRUE(listener);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  listener->address().copy(address.sun_path, sizeof(address.sun_path) - 1);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  close(fd);
}

TEST_F(ListenerTest, PrefersTheHostsOwnDirectory) {
  const auto own = directory_ / "own";
  fs::create_directory(own);
  const auto listener =
      Listen(base::Environment({{"PLUGIN_UNIX_SOCKET_DIR", own}, {"TMPDIR", directory_}}), {});
  ASSERT_TRUE(listener);
  EXPECT_THAT(listener->address(), StartsWith(own.string()));
}

TEST_F(ListenerTest, FallsBackToTmpWhenTmpdirIsUnusable) {
  const auto longer = directory_ / std::string(100, 'x');
  fs::create_directory(longer);
  for (const auto& tmpdir : {longer, directory_ / "missing", fs::path("/dev/null")}) {
    const auto listener = Listen(Tmpdir(tmpdir), {});
    ASSERT_TRUE(listener) << listener.error();
    EXPECT_THAT(listener->address(), StartsWith("/tmp/cts-"));
  }
}

base::Environment Tcp() { return base::Environment({{"CTS_PLUGIN_NETWORK", "tcp"}}); }

TEST_F(ListenerTest, TcpListensOnLoopbackWithinThePortRange) {
  ListenOptions options;
  options.min_port = 24'100;
  options.max_port = 24'140;
  const auto first = Listen(Tcp(), options);
  const auto second = Listen(Tcp(), options);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->network(), "tcp");
  EXPECT_THAT(first->address(), StartsWith("127.0.0.1:241"));
  EXPECT_NE(first->address(), second->address());
}

TEST_F(ListenerTest, TcpFindsNoPortInAnEmptyRange) {
  ListenOptions options;
  options.min_port = 24'140;
  options.max_port = 24'100;
  const auto listener = Listen(Tcp(), options);
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("24140 to 24100"));
  EXPECT_THAT(listener.error(), HasSubstr("PLUGIN_MIN_PORT"));
}

TEST_F(ListenerTest, RefusesTcpWithoutTls) {
  ListenOptions options;
  options.authenticated = false;
  const auto listener = Listen(Tcp(), options);
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("CTS_PLUGIN_NETWORK"));
  EXPECT_THAT(listener.error(), HasSubstr("TLS"));
}

TEST_F(ListenerTest, RefusesUnknownNetwork) {
  const auto listener = Listen(base::Environment({{"CTS_PLUGIN_NETWORK", "udp"}}), {});
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("CTS_PLUGIN_NETWORK is \"udp\""));
}

TEST_F(ListenerTest, AcceptsUnixAsNetwork) {
  const auto listener = Listen(
      base::Environment({{"CTS_PLUGIN_NETWORK", "unix"}, {"TMPDIR", directory_.string()}}), {});
  ASSERT_TRUE(listener) << listener.error();
  EXPECT_THAT(listener->address(), StartsWith(directory_.string() + "/"));
}

}  // namespace
}  // namespace provider::plugin
