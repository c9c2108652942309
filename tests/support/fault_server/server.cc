// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/server.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace fault_server {
namespace {

constexpr std::size_t kLargestRequest = std::size_t{16} << 20U;
constexpr int kMostConnections = 512;

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// The request line and the headers; `head` ends in a line end.
standin::Call ParseHead(std::string_view head) {
  standin::Call call;
  const auto lines = standin::Split(head, '\n');
  const auto words = standin::Split(lines.front().substr(0, lines.front().find('\r')), ' ');
  call.method = words.front();
  if (words.size() > 1) call.target = words[1];
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto line = lines[i].substr(0, lines[i].find('\r'));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    call.headers.emplace(line.substr(0, colon), Trimmed(line.substr(colon + 1)));
  }
  return call;
}

bool ReadRequest(Stream& stream, standin::Call& call) {
  std::string data;
  std::size_t head_end = std::string::npos;
  while ((head_end = data.find("\r\n\r\n")) == std::string::npos) {
    if (data.size() > kLargestRequest || !stream.Read(data)) return false;
  }
  call = ParseHead(std::string_view(data).substr(0, head_end + 2));
  const std::string text = call.Header("Content-Length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  if (length > kLargestRequest) return false;
  while (data.size() < head_end + 4 + length) {
    if (!stream.Read(data)) return false;
  }
  call.body = data.substr(head_end + 4, length);
  return true;
}

// A listening socket on a free port of 127.0.0.1.
int ListenAnywhere(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, 256) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    std::perror("fault-server: cannot listen");
    std::exit(1);
  }
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

Server::Server(ServerOptions options)
    : options_(std::move(options)),
      ports_(MakePortFaults(ca_pem_)),
      service_(options_.cloud),
      window_(options_.after, options_.times) {
  for (const PortFault& port : ports_) {
    if (port.name == "tls") good_tls_ = port.context;
  }
  if (options_.log_file.empty()) return;
  log_ = std::fopen(options_.log_file.c_str(), "ae");
  if (log_ == nullptr) {
    std::perror("fault-server: cannot write the log");
    std::exit(1);
  }
}

std::map<std::string, int> Server::Listen() {
  std::map<std::string, int> numbers;
  for (const PortFault& port : ports_) {
    const int listener = ListenAnywhere(numbers[std::string(port.name)]);
    std::thread([this, listener, &port] { AcceptForever(listener, port); }).detach();
  }
  return numbers;
}

void Server::EndFaults() {
  window_.Close();
  Stream::CloseAll();
  Write({{"end", true}});
}

void Server::AcceptForever(int listener, const PortFault& port) {
  static std::atomic<int> connections{0};
  for (;;) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    if (++connections > kMostConnections) {
      ::close(socket);
      --connections;
      continue;
    }
    std::thread([this, socket, &port] {
      Serve(socket, port);
      --connections;
    }).detach();
  }
}

void Server::Serve(int socket, const PortFault& port) {
  Stream stream(socket);
  const bool faulty = port.IsFault() && window_.Next();
  if (faulty) Log(port, nullptr, port.name);
  if (faulty && port.spoil != nullptr) return port.spoil(stream);
  if (port.IsTls() && !stream.Handshake(faulty ? port.context : good_tls_)) return;
  ServeRequests(stream, port);
}

void Server::ServeRequests(Stream& stream, const PortFault& port) {
  standin::Call call;
  if (!ReadRequest(stream, call)) return;
  const Fault& fault = FaultOf(call);
  Log(port, &call, fault.name);
  if (call.method == "CONNECT" && fault.name == "none") {
    stream.Write("HTTP/1.1 200 Connection established\r\n\r\n");
    if (stream.Handshake(good_tls_)) ServeRequests(stream, port);
    return;
  }
  const standin::Answer right = service_.Handle(call);
  fault.serve(stream, {call, right, options_.settings});
}

const Fault& Server::FaultOf(const standin::Call& call) {
  if (const Fault* named = FaultInPath(call.target)) return *named;
  const auto& match = options_.match;
  const bool matches =
      match.empty() || std::any_of(match.begin(), match.end(), [&call](const std::string& part) {
        return call.target.find(part) != std::string::npos;
      });
  const bool faulty = options_.fault != nullptr && matches && window_.Next();
  return faulty ? *options_.fault : Faults().front();
}

void Server::Log(const PortFault& port, const standin::Call* call, std::string_view fault) {
  nlohmann::json line = {{"port", port.name}, {"fault", fault}};
  if (call != nullptr) {
    line["method"] = call->method;
    line["target"] = call->target;
  }
  Write(line);
}

void Server::Write(const nlohmann::json& line) {
  if (log_ == nullptr) return;
  // One write per line: many threads share the file.
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), log_);
  std::fflush(log_);
}

}  // namespace fault_server
