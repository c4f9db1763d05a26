// SPDX-License-Identifier: MIT
// Pieces the vector kernels share; included once per instruction set by Highway's foreach_target.
#include <hwy/highway.h>

#if defined(SHOAL_TSNE_VECTOR_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef SHOAL_TSNE_VECTOR_MATH_INL_H
#undef SHOAL_TSNE_VECTOR_MATH_INL_H
#else
#define SHOAL_TSNE_VECTOR_MATH_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// 1/x to float precision: the hardware's estimate and one Newton step, a third of a division's time.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V reciprocal(D d, V x) {
    const V estimate = hn::ApproximateReciprocal(x);
    return hn::Mul(estimate, hn::NegMulAdd(x, estimate, hn::Set(d, 2.0F)));
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
