// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/chosen_credentials.h"

#include <utility>

namespace provider::configure {
namespace {

constexpr const char* kNotKnown = "its values are not known yet";

}  // namespace

void ChosenCredentials::Note(std::string source, std::string outcome) {
  attempts.push_back({std::move(source), std::move(outcome)});
}

void ChosenCredentials::NoteChosen(std::string source, std::string origin) {
  attempts.push_back({std::move(source), "chosen: " + origin, origin});
}

bool ChosenCredentials::WaitFor(std::string source, std::string argument) {
  unknown_arguments.push_back(std::move(argument));
  Note(std::move(source), kNotKnown);
  return true;
}

bool ChosenCredentials::WaitFor(const std::string& source,
                                std::initializer_list<const Setting*> settings) {
  bool waits = false;
  for (const auto* setting : settings) {
    if (!setting->unknown()) continue;
    waits = true;
    unknown_arguments.push_back(setting->argument);
  }
  if (waits) Note(source, kNotKnown);
  return waits;
}

}  // namespace provider::configure
