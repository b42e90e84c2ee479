using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// Multinomial logistic regression, with scikit-learn's default penalty (C = 1): the weights W least in Σ log-loss + ½‖W‖², with intercepts
/// that are not penalised.
/// </summary>
/// <remarks>
/// Fitted by Newton's method; each step is found by conjugate gradients, which needs products with the Hessian but never the Hessian.
/// </remarks>
internal sealed class LogisticRegression
{
    private const double GradientTolerance = 1e-5;
    private const int MostSteps = 100;

    private readonly Matrix<double> _weights;

    private LogisticRegression(Matrix<double> weights) => _weights = weights;

    /// <param name="features"><c>[n, p]</c>, standardised.</param>
    /// <param name="labels">The class of each row, less than <paramref name="classes"/>.</param>
    /// <param name="classes">How many classes there are.</param>
    public static LogisticRegression Fit(Matrix<double> features, int[] labels, int classes)
    {
        var objective = new Objective(WithOnes(features), labels, classes);
        Matrix<double> weights = Matrix<double>.Build.Dense(features.ColumnCount + 1, classes);
        double value = objective.Evaluate(weights, out Matrix<double> probabilities);
        for (int step = 0; step < MostSteps; step++)
        {
            Matrix<double> gradient = objective.Gradient(weights, probabilities);
            if (gradient.Enumerate().Max(Math.Abs) <= GradientTolerance)
            {
                break;
            }

            Matrix<double> direction = NewtonDirection(objective, probabilities, gradient);
            double slope = Dot(gradient, direction);
            double length = 1;
            double next;
            Matrix<double> nextProbabilities;
            while ((next = objective.Evaluate(weights + (length * direction), out nextProbabilities)) > value + (1e-4 * length * slope)
                && length > 1e-10)
            {
                length /= 2;
            }

            weights += length * direction;
            (value, probabilities) = (next, nextProbabilities);
        }

        return new LogisticRegression(weights);
    }

    /// <returns>The most probable class of each row.</returns>
    public int[] Predict(Matrix<double> features) =>
        [.. (WithOnes(features) * _weights).EnumerateRows().Select(row => row.MaximumIndex())];

    /// <summary>
    /// Solves Hessian · direction = −gradient. The Hessian is singular along a shift of all intercepts, but the gradient has no part in that
    /// direction, and so conjugate gradients never go there.
    /// </summary>
    private static Matrix<double> NewtonDirection(Objective objective, Matrix<double> probabilities, Matrix<double> gradient)
    {
        double squaredNorm = Dot(gradient, gradient);
        double tolerance = squaredNorm * Math.Min(0.01, squaredNorm);
        Matrix<double> direction = Matrix<double>.Build.Dense(gradient.RowCount, gradient.ColumnCount);
        Matrix<double> residual = -gradient;
        Matrix<double> search = residual;
        for (int i = 0; i < gradient.RowCount * gradient.ColumnCount && squaredNorm > tolerance; i++)
        {
            Matrix<double> product = objective.HessianProduct(probabilities, search);
            double length = squaredNorm / Dot(search, product);
            direction += length * search;
            residual -= length * product;
            double nextNorm = Dot(residual, residual);
            search = residual + (nextNorm / squaredNorm * search);
            squaredNorm = nextNorm;
        }

        return direction;
    }

    private static double Dot(Matrix<double> a, Matrix<double> b) => a.PointwiseMultiply(b).RowSums().Sum();

    private static Matrix<double> WithOnes(Matrix<double> features) =>
        features.Append(Matrix<double>.Build.Dense(features.RowCount, 1, 1));

    /// <summary>What is minimised, over <c>[p + 1, classes]</c> weights whose last row is the intercepts.</summary>
    private sealed class Objective(Matrix<double> features, int[] labels, int classes)
    {
        // For two classes scikit-learn fits one vector w = W₁ − W₀; the best W₁ is −W₀, and ½‖w‖² is then ‖W‖².
        private readonly double _penalty = classes == 2 ? 2 : 1;

        public double Evaluate(Matrix<double> weights, out Matrix<double> probabilities)
        {
            Matrix<double> scores = features * weights;
            double loss = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                double largest = scores.Row(i).Maximum();
                double sum = 0;
                double own = scores[i, labels[i]] - largest;
                for (int k = 0; k < classes; k++)
                {
                    scores[i, k] = Math.Exp(scores[i, k] - largest);
                    sum += scores[i, k];
                }

                for (int k = 0; k < classes; k++)
                {
                    scores[i, k] /= sum;
                }

                loss += Math.Log(sum) - own;
            }

            probabilities = scores;
            return loss + (0.5 * Dot(weights, Penalty(weights)));
        }

        /// <summary>Xᵀ(P − Y), and the penalty's.</summary>
        public Matrix<double> Gradient(Matrix<double> weights, Matrix<double> probabilities)
        {
            Matrix<double> errors = probabilities.Clone();
            for (int i = 0; i < labels.Length; i++)
            {
                errors[i, labels[i]] -= 1;
            }

            return features.TransposeThisAndMultiply(errors) + Penalty(weights);
        }

        /// <summary>Xᵀ(P∘S − P·rowsum(P∘S)) with S = XV, and the penalty's.</summary>
        public Matrix<double> HessianProduct(Matrix<double> probabilities, Matrix<double> direction)
        {
            Matrix<double> weighted = probabilities.PointwiseMultiply(features * direction);
            Vector<double> sums = weighted.RowSums();
            weighted.MapIndexedInplace((i, k, value) => value - (probabilities[i, k] * sums[i]), Zeros.Include);
            return features.TransposeThisAndMultiply(weighted) + Penalty(direction);
        }

        private Matrix<double> Penalty(Matrix<double> weights)
        {
            Matrix<double> penalty = _penalty * weights;
            penalty.ClearRow(penalty.RowCount - 1);
            return penalty;
        }
    }
}
