using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Grey;

/// <summary>Stored values that fill what is no picture: Pixel Padding Value to Pixel Padding Range Limit (PS3.3 C.7.5.1.1.2).</summary>
public readonly record struct PixelPadding(long Least, long Greatest)
{
    public bool Contains(long stored) => stored >= Least && stored <= Greatest;

    /// <summary>Null where the instance names none.</summary>
    public static PixelPadding? Read(Dataset dataset, PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(description);
        if (description.Kind != SampleKind.Integer || Value(dataset, Tags.PixelPaddingValue, description) is not { } value)
        {
            return null;
        }

        long limit = Value(dataset, Tags.PixelPaddingRangeLimit, description) ?? value;
        return new PixelPadding(Math.Min(value, limit), Math.Max(value, limit));
    }

    /// <summary>Lenient: the VR is often not that of Pixel Representation, so the bits are read as the samples are, PS3.3 C.7.5.1.1.2.</summary>
    private static long? Value(Dataset dataset, Gantry.Dicom.DicomTag tag, PixelDescription description) =>
        dataset.GetInteger(tag) is not { } value ? null
        : description.IsSigned ? (short)value
        : description.BitsAllocated <= 16 ? value & 0xFFFF : value;
}
