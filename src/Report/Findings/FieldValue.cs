using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The value of a field in a row, and its reconstruction.</summary>
/// <param name="Field">The field.</param>
/// <param name="Input">The value in the row.</param>
/// <param name="Reconstruction">The model's reconstruction.</param>
/// <param name="Distance">How far off the reconstruction is, in scaled units or as a probability; 0 if the value is missing.</param>
internal readonly record struct FieldValue(Field Field, string Input, string Reconstruction, double Distance)
{
    private const string Missing = "–";

    public static FieldValue Of(DataFindings findings, int row, Field field)
    {
        ReadOnlySpan<float> input = findings.Row(row).Slice(field.Slots.Start, field.Slots.Count);
        ReadOnlySpan<float> reconstruction = findings.Reconstruction(row).Slice(field.Slots.Start, field.Slots.Count);
        return field.Slots.Kind == SlotKind.OneHot
            ? OfGroup(field, input, reconstruction)
            : OfSlot(field, input[0], reconstruction[0], findings.Model.Content.Scaling);
    }

    /// <summary>Whether a row has no value for a field: NaN, or none of the choices of a group.</summary>
    /// <param name="input">The slots of the field.</param>
    /// <param name="field">The field.</param>
    internal static bool IsMissing(ReadOnlySpan<float> input, Field field) => field.Slots.Kind == SlotKind.OneHot
        ? !(input[IndexOfLargest(input)] > 0)
        : float.IsNaN(input[0]);

    private static FieldValue OfSlot(Field field, float input, float reconstruction, InputScaling scaling)
    {
        bool isMissing = float.IsNaN(input);
        double distance = isMissing ? 0 : scaling.Distance(input, reconstruction, field.Slots.Start);
        return new(field, isMissing ? Missing : NumberText.Of(input), NumberText.Of(reconstruction), distance);
    }

    /// <summary>The choice in the row, and the one that the model considers most likely.</summary>
    private static FieldValue OfGroup(Field field, ReadOnlySpan<float> input, ReadOnlySpan<float> reconstruction)
    {
        int chosen = IndexOfLargest(input);
        int likely = IndexOfLargest(reconstruction);
        bool isMissing = IsMissing(input, field);
        return new(
            field,
            isMissing ? Missing : field.Choices[chosen],
            $"{field.Choices[likely]} {NumberText.Percent(reconstruction[likely])}",
            isMissing ? 0 : 1 - reconstruction[chosen]);
    }

    internal static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] || float.IsNaN(values[largest]) ? i : largest;
        }

        return largest;
    }
}
