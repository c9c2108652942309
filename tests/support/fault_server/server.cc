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

constexpr std::size_t kMaxRequestBytes = std::size_t{16} << 20U;
constexpr int kMaxConnections = 512;

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// Parses the request line and the headers. `head` ends with a line break.
standin::Call ParseHead(std::string_view head) {
  standin::Call request;
  const auto lines = standin::Split(head, '\n');
  const auto words = standin::Split(lines.front().substr(0, lines.front().find('\r')), ' ');
  request.method = words.front();
  if (words.size() > 1) request.target = words[1];
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto line = lines[i].substr(0, lines[i].find('\r'));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.emplace(line.substr(0, colon), Trimmed(line.substr(colon + 1)));
  }
  return request;
}

bool ReadRequest(Stream& stream, standin::Call& request) {
  std::string data;
  std::size_t head_end = std::string::npos;
  while ((head_end = data.find("\r\n\r\n")) == std::string::npos) {
    if (data.size() > kMaxRequestBytes || !stream.Read(data)) return false;
  }
  request = ParseHead(std::string_view(data).substr(0, head_end + 2));
  const std::string text = request.Header("Content-Length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  if (length > kMaxRequestBytes) return false;
  while (data.size() < head_end + 4 + length) {
    if (!stream.Read(data)) return false;
  }
  request.body = data.substr(head_end + 4, length);
  return true;
}

// A listening socket on a free port of 127.0.0.1.
int ListenOnFreePort(int& port) {
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
    if (port.name == "tls") correct_tls_ = port.context;
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
    const int listener = ListenOnFreePort(numbers[std::string(port.name)]);
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
    if (++connections > kMaxConnections) {
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
  if (faulty && port.serve != nullptr) return port.serve(stream);
  if (port.IsTls() && !stream.Handshake(faulty ? port.context : correct_tls_)) return;
  ServeRequests(stream, port);
}

void Server::ServeRequests(Stream& stream, const PortFault& port) {
  standin::Call request;
  if (!ReadRequest(stream, request)) return;
  const Fault& fault = FaultOf(request);
  Log(port, &request, fault.name);
  if (request.method == "CONNECT" && fault.name == "none") {
    stream.Write("HTTP/1.1 200 Connection established\r\n\r\n");
    if (stream.Handshake(correct_tls_)) ServeRequests(stream, port);
    return;
  }
  const standin::Answer response = service_.Handle(request);
  fault.serve(stream, {request, response, options_.settings});
}

const Fault& Server::FaultOf(const standin::Call& request) {
  if (const Fault* named = FaultInPath(request.target)) return *named;
  const auto& match = options_.match;
  const bool matches =
      match.empty() || std::any_of(match.begin(), match.end(), [&request](const std::string& part) {
        return request.target.find(part) != std::string::npos;
      });
  const bool faulty = options_.fault != nullptr && matches && window_.Next();
  return faulty ? *options_.fault : Faults().front();
}

void Server::Log(const PortFault& port, const standin::Call* request, std::string_view fault) {
  nlohmann::json line = {{"port", port.name}, {"fault", fault}};
  if (request != nullptr) {
    line["method"] = request->method;
    line["target"] = request->target;
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
