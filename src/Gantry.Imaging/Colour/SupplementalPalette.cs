using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Colour;

/// <summary>A Supplemental Palette Color Lookup Table (PS3.3 C.7.6.19): greys below its first stored value, colours from there on.</summary>
internal static class SupplementalPalette
{
    private static readonly DicomTag[] FrameTypes =
        [Tags.MRImageFrameTypeSequence, Tags.CTImageFrameTypeSequence, Tags.PETFrameTypeSequence, Tags.XRay3DFrameTypeSequence, Tags.MRSpectroscopyFrameTypeSequence];

    /// <returns>RGB of the whole frame; null for a frame that is shown in greys.</returns>
    public static byte[]? Colour(ReadOnlySpan<byte> greys, ReadOnlySpan<byte> cells, PixelDescription description, Dataset dataset, int frame)
    {
        if (description.Photometric != "MONOCHROME2" || description.Kind != SampleKind.Integer || description.BitsAllocated > 16
            || !dataset.Contains(Tags.RedPaletteColorLookupTableDescriptor) || !IsColour(dataset, frame) || Palette.Read(dataset, description.IsSigned) is not { } palette)
        {
            return null;
        }

        byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * greys.Length);
        for (int i = 0, to = 0; i < greys.Length; i++, to += 3)
        {
            long stored = CellReader.Stored(CellReader.Raw(cells, description.CellBytes, i), description);
            (rgb[to], rgb[to + 1], rgb[to + 2]) = stored < palette.First ? (greys[i], greys[i], greys[i]) : palette[stored];
        }

        return rgb;
    }

    /// <summary>Pixel Presentation of the frame, else of the instance, is COLOR or MIXED (C.8.16.2.1.1).</summary>
    private static bool IsColour(Dataset dataset, int frame)
    {
        FrameAttributes attributes = new(dataset, frame);
        string? presentation = FrameTypes.Select(t => attributes.Find(t, t)?.GetString(Tags.PixelPresentation)).FirstOrDefault(p => p is not null)
            ?? dataset.GetString(Tags.PixelPresentation);
        return presentation is "COLOR" or "MIXED" or "COLOR_RANGE";
    }
}
