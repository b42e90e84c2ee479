namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Defects in what an engine reads.</summary>
internal static class BatchDefects
{
    /// <summary>Changes a batch to what a broken engine sees of it, and returns how to undo that.</summary>
    public static Action Apply(Defect defect, TrainingBatch batch, int largest)
    {
        Action undo = Snapshot(batch);
        switch (defect)
        {
            case Defect.IgnoresRowWeights:
                batch.WeightBuffer.Fill(1);
                break;
            case Defect.IgnoresMissingValues:
                batch.ObservedBuffer.Fill(1);
                break;
            case Defect.IgnoresTermWeights:
                batch.TermWeightBuffer.Fill(1);
                break;
            case Defect.IgnoresNoise:
                batch.NoiseBuffer.Clear();
                break;
            case Defect.IgnoresCorruption when batch.Input != batch.Rows:
                batch.Rows.CopyTo(batch.CorruptedBuffer);
                break;
            case Defect.IgnoresDeadUnits:
                batch.DeadUnitBuffer.Clear();
                break;
            case Defect.RevivesLaterUnits:
                batch.DeadUnitBuffer[1] = false;
                break;
            case Defect.IgnoresProgress:
                batch.Progress = 1;
                break;
            case Defect.IgnoresNoiseVariance:
                batch.NoiseVariance = 0.5;
                break;
            case Defect.ReadsRowsOfLongerBatch:
                batch.Count = largest;
                break;
            case Defect.IgnoresLabels:
                batch.LabelBuffer.Fill(float.NaN);
                break;
            case Defect.IgnoresLabelFactor:
                batch.LabelFactor = 1;
                break;
            case Defect.LabelsEveryRow:
                batch.LabelBuffer.Replace(float.NaN, 0);
                break;
            case Defect.IgnoresSecondView:
                batch.Rows.CopyTo(batch.SecondViewBuffer);
                break;
        }

        return undo;
    }

    private static Action Snapshot(TrainingBatch batch)
    {
        int count = batch.Count;
        (double variance, double labelFactor, double progress) = (batch.NoiseVariance, batch.LabelFactor, batch.Progress);
        float[] weights = [.. batch.WeightBuffer], observed = [.. batch.ObservedBuffer], termWeights = [.. batch.TermWeightBuffer];
        float[] noise = [.. batch.NoiseBuffer], corrupted = batch.Input == batch.Rows ? [] : [.. batch.Input];
        float[] labels = [.. batch.LabelBuffer], view = [.. batch.SecondView];
        bool[] deadUnits = [.. batch.DeadUnits];
        return () =>
        {
            batch.Count = count;
            (batch.NoiseVariance, batch.LabelFactor, batch.Progress) = (variance, labelFactor, progress);
            weights.CopyTo(batch.WeightBuffer);
            observed.CopyTo(batch.ObservedBuffer);
            termWeights.CopyTo(batch.TermWeightBuffer);
            noise.CopyTo(batch.NoiseBuffer);
            labels.CopyTo(batch.LabelBuffer);
            deadUnits.CopyTo(batch.DeadUnitBuffer);
            if (view.Length > 0)
            {
                view.CopyTo(batch.SecondViewBuffer);
            }

            if (corrupted.Length > 0)
            {
                corrupted.CopyTo(batch.CorruptedBuffer);
            }
        };
    }
}

/// <summary>Defects in what an engine reports.</summary>
internal static class ReportDefects
{
    public static void Apply(Defect defect, TrainingBatch batch)
    {
        switch (defect)
        {
            case Defect.ReportsNoCodes:
                batch.Codes.Clear();
                break;
            case Defect.ReportsNoDivergences:
                batch.UnitDivergences.Clear();
                break;
            case Defect.ReportsMeanLoss:
                SetTerms(batch, (sum, charged) => (sum / batch.Count, charged / batch.Count));
                break;
            case Defect.ReportsChargedDivergence:
                SetTerms(batch, (_, charged) => (charged, charged));
                break;
            case Defect.ReportsNoSquaredErrorsOfRows:
                batch.RowSquaredErrors.Clear();
                break;
            case Defect.ReportsNoNatsOfRows:
                batch.RowNats.Clear();
                break;
            case Defect.ReportsNoPenaltiesOfRows:
                batch.RowPenalties.Clear();
                break;
            case Defect.ReportsNoAuxiliaryLosses:
                batch.Loss.Set(LossTerm.LabelHead, 0);
                batch.Loss.Set(LossTerm.SupervisedContrastive, 0);
                break;
            case Defect.KeepsLastOfEqualUnits:
                for (int row = 0; row < batch.Count; row++)
                {
                    batch.Codes.Slice(row * batch.LatentDimension, batch.LatentDimension).Reverse();
                }

                break;
            case Defect.ChangesRows:
                batch.RowBuffer[0] += 1;
                break;
        }
    }

    private static void SetTerms(TrainingBatch batch, Func<double, double, (double Sum, double Charged)> change)
    {
        foreach (LossTerm term in batch.Loss.Terms)
        {
            (double sum, double charged) = change(batch.Loss[term], batch.Loss.Charged(term));
            batch.Loss.Set(term, sum, charged);
        }
    }
}

/// <summary>Defects in the step of the optimizer, which is taken again from the gradient.</summary>
internal static class OptimizerDefects
{
    public static bool Applies(Defect defect) => defect is >= Defect.SkipsBiasCorrection and <= Defect.HasNoEpsilon;

    public static void Apply(Defect defect, TrainingRequest request, TrainingState before, TrainingState after, float learningRate)
    {
        foreach (ParameterTensor tensor in request.InitialParameters.Tensors)
        {
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
            {
                Step(defect, request.Options, tensor, before, after, i, learningRate);
            }
        }
    }

    private static void Step(
        Defect defect, AutoencoderOptions options, ParameterTensor tensor, TrainingState before, TrainingState after, int i, float learningRate)
    {
        double gradient = (after.FirstMoment[i] - (0.9 * before.FirstMoment[i])) / 0.1;
        if (options.GradientClipping is { } clipping)
        {
            gradient = defect switch
            {
                Defect.SkipsClipping => 3 * gradient,
                Defect.ClipsEachValue => Math.Clamp(20 * gradient, -clipping, clipping),
                _ => gradient,
            };
        }

        bool isDecayed = defect switch
        {
            Defect.SkipsDecay => false,
            Defect.DecaysBiases => tensor.IsDecayed || tensor.Role == TensorRole.Bias,
            Defect.DecaysSkipConnections => tensor.IsDecayed || tensor.Role == TensorRole.SkipWeight,
            _ => tensor.IsDecayed,
        };
        double decay = isDecayed ? options.WeightDecay ?? 0 : 0;
        if (defect == Defect.DecaysThroughMoments)
        {
            gradient += decay * before.Parameters[i];
            decay = 0;
        }

        bool isCorrected = defect != Defect.SkipsBiasCorrection;
        double m = (0.9 * before.FirstMoment[i]) + (0.1 * gradient);
        double v = (0.999 * before.SecondMoment[i]) + (0.001 * gradient * gradient);
        double root = Math.Sqrt(v / (isCorrected ? 1 - Math.Pow(0.999, after.StepCount) : 1)) + (defect == Defect.HasNoEpsilon ? 1e-30 : 1e-8);
        double change = learningRate * m / (isCorrected ? 1 - Math.Pow(0.9, after.StepCount) : 1) / root;
        (after.FirstMoment[i], after.SecondMoment[i]) = ((float)m, (float)v);
        after.Parameters[i] = (float)(((1 - (learningRate * decay)) * before.Parameters[i]) - change);
    }
}
