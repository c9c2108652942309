// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "provider/plugin/listener.h"
#include "provider/plugin/platform_posix.h"
#include "provider/text/redaction.h"

namespace provider::plugin {
namespace {

constexpr int kBacklog = 128;
constexpr std::size_t kShownValue = 50;

}  // namespace

class ListenerOpener {
 public:
  ListenerOpener(const base::Environment& environment, const ListenOptions& options)
      : environment_(environment), options_(options) {}

  tl::expected<Listener, std::string> Open() {
    const auto network = environment_.Get("CTS_PLUGIN_NETWORK").value_or("unix");
    if (network == "tcp") return OnlyTcp();
    if (network != "unix") {
      return tl::unexpected(
          fmt::format("CTS_PLUGIN_NETWORK is \"{}\"; it can be \"unix\", which is the default, or "
                      "\"tcp\".",
                      text::CleanForeignText(network, kShownValue)));
    }
    for (const auto& directory : Directories()) {
      if (auto listener = InDirectory(directory)) return *std::move(listener);
    }
    if (options_.authenticated) {
      if (auto listener = WithoutFile()) return *std::move(listener);
      if (auto listener = Tcp()) return *std::move(listener);
    }
    return Nothing("Set TMPDIR to a short, writable directory.");
  }

 private:
  tl::expected<Listener, std::string> OnlyTcp() {
    if (!options_.authenticated) {
      return tl::unexpected(
          std::string("CTS_PLUGIN_NETWORK is \"tcp\", which needs TLS between Terraform and the "
                      "provider: without it any user of this machine could connect. Unset "
                      "CTS_PLUGIN_NETWORK, or do not use --debug or TF_DISABLE_PLUGIN_TLS."));
    }
    if (auto listener = Tcp()) return *std::move(listener);
    return Nothing("Set PLUGIN_MIN_PORT and PLUGIN_MAX_PORT to a range with a free port.");
  }

  [[nodiscard]] tl::unexpected<std::string> Nothing(std::string_view advice) const {
    std::string message = "No socket could be opened for the host to connect to.";
    for (const auto& failure : failures_) message += fmt::format(" {}", failure);
    return tl::unexpected(fmt::format("{} {}", message, advice));
  }

  [[nodiscard]] std::vector<std::string> Directories() const {
    std::vector<std::string> directories;
    for (const auto* name : {"PLUGIN_UNIX_SOCKET_DIR", "TMPDIR"}) {
      if (auto value = environment_.Get(name)) directories.push_back(*std::move(value));
    }
    directories.emplace_back("/tmp");
    return directories;
  }

  std::optional<Listener> InDirectory(const std::string& parent) {
    std::string directory = parent + "/cts-XXXXXX";  // mkdtemp makes it 0700
    const auto path_length = directory.size() + std::strlen("/s");
    if (path_length >= sizeof(sockaddr_un::sun_path)) {
      return Failed("{}: the path is too long for a socket.", parent);
    }
    if (mkdtemp(directory.data()) == nullptr) return FailedWithErrno(parent);
    const std::string path = directory + "/s";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const int fd = BindAndListen(AF_UNIX, &address, sizeof(address));
    if (fd < 0) {
      const int error = errno;
      rmdir(directory.c_str());
      errno = error;
      return FailedWithErrno(directory);
    }
    RemoveOnCrash(path, directory);
    return Listener(fd, "unix", path, directory);
  }

  std::optional<Listener> WithoutFile() {
    std::string name;
    const int fd = ListenWithoutFile(kBacklog, name);
    if (fd < 0) return FailedWithErrno("socket without a file");
    return Listener(fd, "unix", "@" + name, "");
  }

  std::optional<Listener> Tcp() {
    errno = EINVAL;  // what it stays when the range is empty
    for (int port = options_.min_port; port <= options_.max_port; ++port) {
      const sockaddr_in address = LoopbackAddress(port);
      const int fd = BindAndListen(AF_INET, &address, sizeof(address));
      if (fd >= 0) return Listener(fd, "tcp", fmt::format("127.0.0.1:{}", port), "");
      if (errno != EADDRINUSE && errno != EACCES) break;
    }
    return FailedWithErrno(
        fmt::format("127.0.0.1 ports {} to {}", options_.min_port, options_.max_port));
  }

  static int BindAndListen(int family, const void* address, socklen_t size) {
    const int fd = OpenStreamSocket(family);
    if (fd < 0) return -1;
    // Accepted sockets inherit it. gRPC writes small frames one after the other; Nagle's algorithm
    // and a delayed acknowledgement would hold the second for 40 ms.
    const int on = 1;
    if (family == AF_INET) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (bind(fd, static_cast<const sockaddr*>(address), size) == 0 && listen(fd, kBacklog) == 0) {
      return fd;
    }
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }

  template <typename... Args>
  std::nullopt_t Failed(fmt::format_string<Args...> format, Args&&... args) {
    failures_.push_back(fmt::format(format, std::forward<Args>(args)...));
    return std::nullopt;
  }
  std::nullopt_t FailedWithErrno(const std::string& where) {
    return Failed("{}: {}.", where, std::generic_category().message(errno));
  }

  const base::Environment& environment_;
  const ListenOptions& options_;
  std::vector<std::string> failures_;
};

Listener::Listener(int fd, std::string network, std::string address, std::string directory)
    : fd_(fd),
      network_(std::move(network)),
      address_(std::move(address)),
      directory_(std::move(directory)) {}

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      network_(std::move(other.network_)),
      address_(std::move(other.address_)),
      directory_(std::exchange(other.directory_, {})) {}

Listener::~Listener() {
  if (fd_ >= 0) close(fd_);
  RemoveFiles();
}

Waitable Listener::waitable() const { return fd_; }

void Listener::AcceptAll(GrpcServer& server) const {
  while (true) {
    const int fd = AcceptConnection(fd_);
    if (fd >= 0) {
      server.Accept(fd_, fd);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      if (errno == EMFILE || errno == ENFILE) usleep(10'000);  // otherwise WaitForAny would spin
      return;
    }
  }
}

void Listener::RemoveFiles() noexcept {
  if (directory_.empty()) return;
  unlink(address_.c_str());
  rmdir(directory_.c_str());
  directory_.clear();
  RemoveOnCrash("", "");
}

tl::expected<Listener, std::string> Listen(const base::Environment& environment,
                                           const ListenOptions& options) {
  return ListenerOpener(environment, options).Open();
}

}  // namespace provider::plugin
