// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Complete HTTP responses whose content is not what the API describes, made from the correct
// response.

#include <regex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

using nlohmann::json;

using ChangeText = std::string (*)(const std::string& body);
using ChangeTree = void (*)(json& tree);

Fault ChangedText(std::string name, std::string description, ChangeText change) {
  return {std::move(name), std::move(description),
          [change](Stream& stream, const Exchange& exchange) {
            exchange.Respond(stream, change(exchange.response.body));
          }};
}

Fault ChangedTree(std::string name, std::string description, ChangeTree change) {
  return {std::move(name), std::move(description),
          [change](Stream& stream, const Exchange& exchange) {
            json tree = json::parse(exchange.response.body);
            change(tree);
            exchange.Respond(stream, tree.dump());
          }};
}

// Replaces every string, number and boolean with `literal`, which need not be JSON.
std::string ReplaceValues(const std::string& body, const std::string& literal) {
  static const auto& scalar =
      *new std::regex(R"(([:\[,])("(?:[^"\\]|\\.)*"(?!:)|-?[0-9]+|true|false))");
  // $01 and not $1: the literal may begin with a digit.
  return std::regex_replace(body, scalar, "$01" + literal);
}

template <typename Visit>
void EachObject(json& tree, const Visit& visit) {
  for (auto& child : tree) {
    if (child.is_structured()) EachObject(child, visit);
  }
  if (tree.is_object()) visit(tree);
}

void AddUnknownFields(json& tree) {
  EachObject(tree, [](json& object) {
    object["an_unknown_field"] = {{"nested", json::array({1, nullptr, "x"})}};
  });
}

void EmptyLists(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (child.is_array()) child = json::array();
    }
  });
}

void EmptyObjects(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (!child.is_array()) continue;
      for (auto& item : child) item = json::object();
    }
  });
}

void ReplaceLists(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (child.is_array()) child = {{"0", child.empty() ? json() : child.front()}};
    }
  });
}

// Renames buckets and projects, so that the requested one is missing.
void OtherNames(json& tree) {
  EachObject(tree, [](json& object) {
    for (const auto* key : {"bucket_name", "name"}) {
      if (object.contains(key)) object[key] = "other-" + object[key].get<std::string>();
    }
  });
}

// Sets IDs that would change the URL path of the next request.
void HostileIds(json& tree) {
  EachObject(tree, [](json& object) {
    for (const auto* key : {"id", "domain_id"}) {
      if (object.contains(key)) object[key] = "../../x?y#z\r\nX-Evil: 1";
    }
  });
}

// For responses of checkbucket.
template <typename Visit>
void EachVerdict(json& tree, const Visit& visit) {
  for (auto& bucket : tree["buckets"]) visit(bucket["check_bucket_response"]);
}

void ContradictingVerdicts(json& tree) {
  json& buckets = tree["buckets"];
  json denied = buckets.front();
  denied["check_bucket_response"] = {{"success", false}, {"response_code", 403}};
  buckets.push_back(denied);
}

void UnrequestedBucket(json& tree) {
  json other = tree["buckets"].front();
  other["bucket_name"] = "somebody-elses";
  tree["buckets"].push_back(other);
}

}  // namespace

FaultList ContentFaults() {
  return {
      ChangedText("empty-body", "an empty body", [](const std::string&) { return std::string(); }),
      {"captive-portal", "200 with an HTML page",
       [](Stream& stream, const Exchange&) {
         SendResponse(stream, "200 OK", "Content-Type: text/html\r\n",
                      "<html><body>Please log in to the network.</body></html>");
       }},
      ChangedText("null-body", "null as the body",
                  [](const std::string&) { return std::string("null"); }),
      ChangedText("list-body", "the correct response inside a list",
                  [](const std::string& body) { return fmt::format("[{}]", body); }),
      ChangedText("half-json", "the first half of the response, with a matching Content-Length",
                  [](const std::string& body) { return body.substr(0, body.size() / 2); }),
      ChangedText("two-documents", "the correct response twice in one body",
                  [](const std::string& body) { return body + body; }),
      ChangedText("byte-order-mark", "the correct response after a byte order mark",
                  [](const std::string& body) { return "\xef\xbb\xbf" + body; }),
      ChangedText("utf-16", "the correct response in UTF-16",
                  [](const std::string& body) {
                    std::string wide = "\xff\xfe";
                    for (const char c : body) wide += {c, '\0'};
                    return wide;
                  }),
      ChangedText("invalid-utf8", "invalid UTF-8 in place of every value",
                  [](const std::string& body) {
                    return ReplaceValues(body, "\"\xff\xfe\xc3(\xed\xa0\x80\"");
                  }),
      ChangedText("lone-surrogate", "half a surrogate pair in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, R"("\ud800")"); }),
      ChangedText(
          "string-in-gbk",
          "an additional string in GBK; the second byte of its last character is a backslash",
          [](const std::string& body) {
            return "{\"a_note\":\"\xb2\xbb\xb4\xe6 \xd5\\\"," + body.substr(1);
          }),
      ChangedText("error-in-success",
                  "a success status, with an error code and message as the body",
                  [](const std::string&) {
                    return std::string(R"({"error_code":"CTS.0013","error_msg":"No permission."})");
                  }),
      ChangedText("duplicate-key", "the first key twice, first with an empty list",
                  [](const std::string& body) {
                    return fmt::format("{{{}[],{}", body.substr(1, body.find(':')), body.substr(1));
                  }),
      ChangedText("duplicate-inner-key", "the last key of the innermost object twice",
                  [](const std::string& body) {
                    static const auto& last =
                        *new std::regex(R"re(("[a-z_]+":("[^"]*"|[a-z0-9]+))\})re");
                    return std::regex_replace(body, last, "$1,$1}",
                                              std::regex_constants::format_first_only);
                  }),
      ChangedText("number-out-of-range", "1e999 in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, "1e999"); }),
      ChangedText(
          "number-of-30-digits", "an integer of 30 digits in place of every value",
          [](const std::string& body) { return ReplaceValues(body, std::string(30, '9')); }),
      ChangedText("nan", "NaN in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, "NaN"); }),
      ChangedText("infinity", "-Infinity in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, "-Infinity"); }),
      ChangedText("nulls", "null in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, "null"); }),
      ChangedText("objects-for-values", "an object in place of every value",
                  [](const std::string& body) { return ReplaceValues(body, "{}"); }),
      ChangedTree("objects-for-lists", "an object in place of every list", ReplaceLists),
      ChangedTree("empty-lists", "every list is empty", EmptyLists),
      ChangedTree("empty-objects", "an empty object in place of every list item", EmptyObjects),
      ChangedTree("unknown-fields", "an unknown field in every object", AddUnknownFields),
      ChangedTree("other-names", "the response for another bucket or project", OtherNames),
      ChangedTree("hostile-ids", "IDs that contain a path, a query and a line break", HostileIds),
      ChangedTree(
          "success-missing", "check_bucket_response has no success",
          [](json& tree) { EachVerdict(tree, [](json& verdict) { verdict.erase("success"); }); }),
      ChangedTree("success-as-string", "success is the string \"true\"",
                  [](json& tree) {
                    EachVerdict(tree, [](json& verdict) { verdict["success"] = "true"; });
                  }),
      ChangedTree(
          "success-as-number", "success is 1",
          [](json& tree) { EachVerdict(tree, [](json& verdict) { verdict["success"] = 1; }); }),
      ChangedTree("wrong-types-in-verdict",
                  "response_code is a string, error_code a number, error_message a list; success "
                  "is correct",
                  [](json& tree) {
                    EachVerdict(tree, [](json& verdict) {
                      verdict["response_code"] = "200";
                      verdict["error_code"] = 7.5;
                      verdict["error_message"] = json::array();
                    });
                  }),
      ChangedTree("contradicting-verdicts",
                  "the same bucket twice, once with success and once with failure",
                  ContradictingVerdicts),
      ChangedTree("unrequested-bucket", "an additional bucket that was not requested",
                  UnrequestedBucket),
      {"no-token", "no X-Subject-Token header",
       [](Stream& stream, const Exchange& exchange) {
         SendResponse(stream, "201 Created", "", exchange.response.body);
       }},
      {"token-with-control-characters", "an X-Subject-Token with control characters",
       [](Stream& stream, const Exchange& exchange) {
         SendResponse(stream, "201 Created", "X-Subject-Token: a\tb\x01 c\r\n",
                      exchange.response.body);
       }},
  };
}

}  // namespace fault_server
