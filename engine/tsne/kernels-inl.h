// SPDX-License-Identifier: MIT
// t-SNE's kernel q̃ = (1 + d²/ν)^−ν for vectors of distances; ν = 1 has a way of its own, without powers.
// Included once per instruction set by Highway's foreach_target.
#include <hwy/contrib/math/math-inl.h>

#include "tsne/vector_math-inl.h"

#if defined(SHOAL_TSNE_KERNELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef SHOAL_TSNE_KERNELS_INL_H
#undef SHOAL_TSNE_KERNELS_INL_H
#else
#define SHOAL_TSNE_KERNELS_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

template <class V>
struct Repulsion {
    V kernel; ///< q̃
    V force;  ///< what multiplies the difference of the positions: q̃ (1 + d²/ν)^−1
};

/// ν = 1
struct CauchyKernel {
    using D = hn::ScalableTag<float>;
    using V = hn::Vec<D>;

    explicit CauchyKernel(float /*dof*/) {}

    HWY_INLINE Repulsion<V> repulsion(V dx, V dy) const {
        const V q = reciprocal(D(), onePlus(dx, dy));
        return {q, hn::Mul(q, q)};
    }
    /// (1 + d²/ν)^−1
    HWY_INLINE V attraction(V dx, V dy) const { return reciprocal(D(), onePlus(dx, dy)); }
    /// −ln q̃
    HWY_INLINE V logarithm(V dx, V dy) const { return hn::Log(D(), onePlus(dx, dy)); }

private:
    HWY_INLINE static V onePlus(V dx, V dy) {
        return hn::MulAdd(dx, dx, hn::MulAdd(dy, dy, hn::Set(D(), 1.0F)));
    }
};

/// Any ν
struct StudentKernel {
    using D = hn::ScalableTag<float>;
    using V = hn::Vec<D>;

    explicit StudentKernel(float dof)
        : dof_(hn::Set(D(), dof))
        , inverseDof_(hn::Set(D(), 1 / dof)) {}

    HWY_INLINE Repulsion<V> repulsion(V dx, V dy) const {
        const V ratio = scaled(dx, dy);
        const V q = hn::Exp(D(), hn::Neg(hn::Mul(dof_, hn::Log1p(D(), ratio))));
        return {q, hn::Mul(q, inverse(ratio))};
    }
    HWY_INLINE V attraction(V dx, V dy) const { return inverse(scaled(dx, dy)); }
    HWY_INLINE V logarithm(V dx, V dy) const { return hn::Mul(dof_, hn::Log1p(D(), scaled(dx, dy))); }

private:
    /// d²/ν
    HWY_INLINE V scaled(V dx, V dy) const {
        return hn::Mul(inverseDof_, hn::MulAdd(dx, dx, hn::Mul(dy, dy)));
    }
    HWY_INLINE static V inverse(V ratio) { return reciprocal(D(), hn::Add(ratio, hn::Set(D(), 1.0F))); }

    V dof_, inverseDof_;
};

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
