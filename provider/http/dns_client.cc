// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/dns_client.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include <ares.h>
#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>
#include <fmt/format.h>

#include "provider/base/free_by.h"
#include "provider/http/ip_address.h"
#include "provider/http/network.h"

namespace provider::http {
namespace {

using Kind = DnsReply::Kind;
using ChannelPtr = std::unique_ptr<ares_channeldata, base::FreeBy<ares_destroy>>;

// RFC 1035, section 3.2, and RFC 3596.
constexpr int kClassInternet = 1;
constexpr int kTypeA = 1;
constexpr int kTypeAaaa = 28;

// Reads the addresses of a response with `parse`, which fills records of type Record. Returns
// nullopt if the response is malformed.
template <typename Record, typename Parse>
std::optional<std::vector<std::string>> ReadAddresses(const unsigned char* answer, int size,
                                                      const Parse& parse) {
  // A record takes at least 16 bytes: a reference to its name, 10 bytes and an IPv4 address.
  constexpr int kSmallestRecord = 16;
  int count = size / kSmallestRecord + 1;
  std::vector<Record> records(static_cast<std::size_t>(count));
  const int status = parse(answer, size, nullptr, records.data(), &count);
  std::vector<std::string> addresses;
  if (status == ARES_ENODATA) return addresses;
  if (status != ARES_SUCCESS) return std::nullopt;
  records.resize(static_cast<std::size_t>(count));
  for (const Record& record : records) {
    constexpr bool kIsIpv4 = std::is_same_v<Record, ares_addrttl>;
    std::array<unsigned char, kIsIpv4 ? kIpv4Bytes : kIpv6Bytes> bytes{};
    std::memcpy(bytes.data(), &record, bytes.size());  // its first member
    addresses.push_back(WithoutIpv4Mapping(FormatIpAddress(bytes)));
  }
  return addresses;
}

std::optional<std::vector<std::string>> AddressesOf(const unsigned char* answer, int size,
                                                    AddressFamily family) {
  return family == AddressFamily::kIpv4
             ? ReadAddresses<ares_addrttl>(answer, size, ares_parse_a_reply)
             : ReadAddresses<ares_addr6ttl>(answer, size, ares_parse_aaaa_reply);
}

// A server that neither serves the domain nor recurses says "no data" for every name (RFC 1035,
// section 4.1.1: the bits AA and RA, and the number of additional records).
bool IsLame(const unsigned char* answer, int size) {
  constexpr int kHeaderSize = 12;
  constexpr unsigned char kAuthoritative = 0x04;
  constexpr unsigned char kRecursionAvailable = 0x80;
  return size >= kHeaderSize && (answer[2] & kAuthoritative) == 0 &&
         (answer[3] & kRecursionAvailable) == 0 && answer[10] == 0 && answer[11] == 0;
}

DnsReply Failed(std::string_view what) {
  return {.kind = Kind::kFailed, .addresses = {}, .failure = std::string(what)};
}

DnsReply ReplyOf(int status, const unsigned char* answer, int size, AddressFamily family) {
  switch (status) {
    case ARES_SUCCESS: {
      auto addresses = AddressesOf(answer, size, family);
      if (!addresses) return Failed("a malformed response");
      const auto kind = addresses->empty() ? Kind::kNoAddress : Kind::kAddresses;
      return {.kind = kind, .addresses = *std::move(addresses), .failure = {}};
    }
    case ARES_ENODATA:
      if (IsLame(answer, size)) return Failed("it does not serve this domain");
      return {.kind = Kind::kNoAddress, .addresses = {}, .failure = {}};
    case ARES_ENOTFOUND:
    case ARES_EBADNAME:  // cannot be encoded in a query, so it does not exist
      return {.kind = Kind::kNoSuchName, .addresses = {}, .failure = {}};
    case ARES_ESERVFAIL:
      return Failed("SERVFAIL");
    case ARES_EREFUSED:
      return Failed("REFUSED");
    case ARES_ENOTIMP:
      return Failed("NOTIMP");
    case ARES_EFORMERR:
      return Failed("FORMERR");
    case ARES_EBADRESP:
      return Failed("a malformed response");
    default:
      return {.kind = Kind::kSilent, .addresses = {}, .failure = {}};
  }
}

// c-ares did not support zones before 1.34. Binding its socket to the interface makes them
// unnecessary.
// Returns 0 on success.
int BindToZone(ares_socket_t socket, int, void* zone) {
  return BindToInterface(socket, static_cast<const char*>(zone)) ? 0 : -1;
}

// `server` must outlive the channel.
ChannelPtr MakeChannel(const ResolverSettings& settings, const std::string& server) {
  // Set every option, so that c-ares reads no file and no environment variable.
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP;
  if (settings.use_tcp) options.flags |= ARES_FLAG_USEVC;
  options.timeout = static_cast<int>(settings.timeout.count());
  options.tries = 1;
  options.ndots = 0;
  char lookups[] = "b";
  options.lookups = lookups;
  constexpr int kSet = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
                       ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS | ARES_OPT_SORTLIST | ARES_OPT_SERVERS |
                       ARES_OPT_NOROTATE;
  ares_channel made = nullptr;
  if (ares_init_options(&made, &options, kSet) != ARES_SUCCESS) throw std::bad_alloc();
  ChannelPtr channel(made);
  const auto percent = server.find('%');
  const auto host = server.substr(0, percent);
  const bool is_ipv6 = host.find(':') != std::string::npos;
  auto address = is_ipv6 ? fmt::format("[{}]:{}", host, settings.port)
                         : fmt::format("{}:{}", host, settings.port);
  if (percent != std::string::npos) {
    auto* zone = const_cast<char*>(server.c_str() + percent + 1);
    ares_set_socket_configure_callback(made, BindToZone, zone);
    // 1.34 ignores a link-local server without a zone.
    if (ARES_VERSION >= 0x012200) address += server.substr(percent);
  }
  if (ares_set_servers_ports_csv(made, address.c_str()) != ARES_SUCCESS) throw std::bad_alloc();
  return channel;
}

}  // namespace

// c-ares keeps a pointer to it until it has called OnReply, at the latest in ~channel.
struct DnsClient::Question {
  AddressFamily family = AddressFamily::kIpv4;
  std::optional<DnsReply>* reply = nullptr;
  ChannelPtr channel;

  static void OnReply(void* self, int status, int, unsigned char* answer, int size) {
    const auto& question = *static_cast<const Question*>(self);
    if (status == ARES_EDESTRUCTION) return;  // the caller no longer waits
    question.reply->emplace(ReplyOf(status, answer, size, question.family));
  }
};

DnsClient::DnsClient(const ResolverSettings& settings) : settings_(settings) {}
DnsClient::~DnsClient() = default;

void DnsClient::Query(std::size_t server, const std::string& name, AddressFamily family,
                      std::optional<DnsReply>& reply) {
  reply.reset();
  auto question = std::make_unique<Question>();
  question->family = family;
  question->reply = &reply;
  question->channel = MakeChannel(settings_, settings_.servers.at(server));
  ares_query(question->channel.get(), name.c_str(), kClassInternet,
             family == AddressFamily::kIpv4 ? kTypeA : kTypeAaaa, Question::OnReply,
             question.get());
  if (!reply) questions_.push_back(std::move(question));
}

std::vector<curl_waitfd> DnsClient::Descriptors() const {
  std::vector<curl_waitfd> descriptors;
  for (const auto& question : questions_) {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto bits = static_cast<unsigned int>(
        ares_getsock(question->channel.get(), sockets.data(), static_cast<int>(sockets.size())));
    for (unsigned int i = 0; i < sockets.size(); ++i) {
      curl_waitfd descriptor{.fd = sockets[i], .events = 0, .revents = 0};
      if (ARES_GETSOCK_READABLE(bits, i)) descriptor.events |= CURL_WAIT_POLLIN;
      if (ARES_GETSOCK_WRITABLE(bits, i)) descriptor.events |= CURL_WAIT_POLLOUT;
      if (descriptor.events != 0) descriptors.push_back(descriptor);
    }
  }
  return descriptors;
}

std::chrono::milliseconds DnsClient::WaitLimit(std::chrono::milliseconds most) const {
  using std::chrono::milliseconds;
  for (const auto& question : questions_) {
    timeval value{};
    if (ares_timeout(question->channel.get(), nullptr, &value) == nullptr) continue;
    // c-ares truncates to milliseconds and does nothing before the full time has passed, so round
    // up.
    const milliseconds wait(value.tv_sec * 1'000 + value.tv_usec / 1'000 + 1);
    most = std::min(most, wait);
  }
  return most;
}

void DnsClient::Process(const std::vector<curl_waitfd>& descriptors) {
  for (const auto& question : questions_) {
    for (const auto& descriptor : descriptors) {
      // Always read: an error of a socket is found by reading, and libcurl's poll does not report
      // it. A channel ignores descriptors that it does not own.
      const auto to_write =
          (descriptor.revents & CURL_WAIT_POLLOUT) != 0 ? descriptor.fd : ARES_SOCKET_BAD;
      ares_process_fd(question->channel.get(), descriptor.fd, to_write);
    }
    ares_process_fd(question->channel.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // handles timeouts
  }
  std::erase_if(questions_, [](const auto& question) { return question->reply->has_value(); });
}

}  // namespace provider::http
