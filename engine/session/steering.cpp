// SPDX-License-Identifier: MIT
#include "session/steering.h"

#include <limits>
#include <utility>

namespace shoal {

void publish(Board& board, std::uint64_t run, const RunPlan& plan, const std::vector<Record>& records) {
    if (records.empty())
        return;
    board.setRecipe(run, plan.recipe());
    for (const Record& record : records)
        board.add(run, record);
    board.notify();
}

Steering::Steering(CommandQueue& queue, Board& board, CommandQueue::Control control, RunPlan& plan)
    : queue_(queue)
    , board_(board)
    , control_(std::move(control))
    , plan_(plan) {}

void Steering::rebind(CommandQueue::Control control) {
    control_ = std::move(control);
    paused_ = false;
    stepsLeft_ = 0;
    reoptimize_.reset();
    perturbations_.clear();
}

std::stop_token Steering::obey() {
    const CommandQueue::Taken taken = queue_.take(*control_);
    for (const Command& command : taken.commands)
        apply(command);
    return taken.chunk;
}

void Steering::settle() {
    obey();
    while (paused_) {
        rest();
        obey();
    }
}

void Steering::apply(const Command& command) {
    if (std::holds_alternative<command::Pause>(command)) {
        paused_ = true;
        stepsLeft_ = 0;
    } else if (std::holds_alternative<command::Resume>(command)) {
        paused_ = false;
        stepsLeft_ = 0;
    } else if (const auto* step = std::get_if<command::Step>(&command)) {
        stepsLeft_ += step->iterations;
        paused_ = stepsLeft_ == 0;
    } else if (const auto* change = std::get_if<command::Change>(&command)) {
        publish(plan_.apply(*change));
    } else if (const auto* again = std::get_if<command::Reoptimize>(&command)) {
        if (const auto refusal = refusalOf(*again))
            publish({*refusal});
        else
            reoptimize_ = *again;
    } else if (const auto* perturbation = std::get_if<command::Perturb>(&command)) {
        perturbations_.push_back(*perturbation);
    } else if (const auto* next = std::get_if<command::Continue>(&command)) {
        publish(plan_.apply(*next));
        if (isUsable(*next)) {
            paused_ = false;
            stepsLeft_ = 0;
        }
    }
}

std::uint64_t Steering::allowedIterations() const {
    return stepsLeft_ > 0 ? stepsLeft_ : std::numeric_limits<std::uint64_t>::max();
}

void Steering::stepped(std::uint64_t iterations) {
    if (stepsLeft_ == 0)
        return;
    stepsLeft_ -= iterations;
    paused_ = stepsLeft_ == 0;
}

RunContext::Hooks Steering::hooks(std::function<void(double)> progress) {
    return {std::move(progress), [this] { queue_.restAtGate(*control_); }, &control_->gate};
}

} // namespace shoal
