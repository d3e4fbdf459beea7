using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Grey;

/// <summary>Stored values to the modality's values: a table or slope and intercept (PS3.3 C.11.1, C.7.6.16.2.9).</summary>
public sealed record ModalityTransform(LookUpTable? Table, double Slope, double Intercept)
{
    public static ModalityTransform Identity { get; } = new(null, 1, 0);

    public bool IsIdentity => Table is null && Slope == 1 && Intercept == 0;

    /// <summary>What holds for a frame of the instance.</summary>
    public static ModalityTransform Read(Dataset dataset, int frame, bool isSigned)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.GetItems(Tags.ModalityLUTSequence) is [var item, ..] && LookUpTable.Read(item, isSigned) is { } table)
        {
            return Identity with { Table = table };
        }

        Dataset? rescale = new FrameAttributes(dataset, frame).Find(Tags.PixelValueTransformationSequence, Tags.RescaleSlope);
        double slope = rescale?.GetNumber(Tags.RescaleSlope) ?? 1;

        // Lenient: a slope of 0 would leave nothing of the picture and is written by devices that mean 1, PS3.3 C.11.1.1.2.
        return rescale is null ? Identity : new ModalityTransform(null, slope == 0 || !double.IsFinite(slope) ? 1 : slope, rescale.GetNumber(Tags.RescaleIntercept) ?? 0);
    }

    public double Apply(double stored) => Table is null ? (stored * Slope) + Intercept : Table[(long)stored];
}
