// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/announcements.h"

namespace provider::batch {

void Announcements::Add(base::SteadyTime now) {
  DropExpired(now);
  if (believed_for_ > std::chrono::nanoseconds::zero()) expiries_.push_back(now + believed_for_);
}

void Announcements::Arrived(base::SteadyTime now) {
  DropExpired(now);
  if (!expiries_.empty()) expiries_.pop_front();
}

std::optional<base::SteadyTime> Announcements::ExpectedUntil(base::SteadyTime now) {
  DropExpired(now);
  if (expiries_.empty()) return std::nullopt;
  return expiries_.back();
}

void Announcements::DropExpired(base::SteadyTime now) {
  while (!expiries_.empty() && expiries_.front() <= now) expiries_.pop_front();
}

}  // namespace provider::batch
