using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;

namespace Gantry.Imaging.Rendering;

/// <summary>
/// How much smaller than it is a frame may be decoded for a picture: means of stored values then go through the modality and VOI transformations, where otherwise
/// greys are made of all pixels and then brought to size. In a flat area both give the same; at edges that a narrow window saturates they differ.
/// </summary>
internal static class ReducedDecoding
{
    private const int MaxLevels = 6;

    /// <summary>So much of the picture's side may be missing: it is then made larger by that little.</summary>
    private const double Slack = 0.985;

    /// <summary>How often width and height may be halved; 0 where every pixel is needed.</summary>
    /// <param name="dataset">The instance's, or as a presentation state has it.</param>
    /// <param name="description">Of the whole frame.</param>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="options">How it is shown.</param>
    /// <param name="region">Of the frame, that is shown.</param>
    /// <param name="size">Of the picture before it is turned.</param>
    public static int Levels(Dataset dataset, PixelDescription description, int frame, RenderOptions options, PictureRegion region, PictureSize size)
    {
        int levels = 0;
        while (levels < MaxLevels && region.Width / (double)(2 << levels) >= Slack * size.Width && region.Height / (double)(2 << levels) >= Slack * size.Height)
        {
            levels++;
        }

        return levels > 0 && CanMix(dataset, description, frame, options) && !IsCovered(dataset, frame, options) ? levels : 0;
    }

    /// <summary>A mean of stored values stands for them: no indices, no labels, no padding that would shine at its edge, and nothing that is found by looking at all pixels.</summary>
    private static bool CanMix(Dataset dataset, PixelDescription description, int frame, RenderOptions options)
    {
        if (!CellMeans.CanHalve(description))
        {
            return false;
        }

        if (description.Samples == 3)
        {
            return true;
        }

        bool isIndex = description.Samples != 1 || !description.IsMonochrome || (!options.IsPseudoColour && dataset.Contains(Tags.RedPaletteColorLookupTableDescriptor));
        bool isDarkPadding = PixelPadding.Read(dataset, description) is not { } padding
            || (description.Photometric == "MONOCHROME2" && dataset.GetString(Tags.PresentationLUTShape) != "INVERSE" && padding.Greatest <= (description.IsSigned ? -1 : 0));
        return !isIndex && isDarkPadding && (options.Window is not null || Offers(ValuesOfInterest.Read(dataset, frame, description.IsSigned), options.WindowIndex));
    }

    /// <summary>Without a window or a table the range is that of all pixels.</summary>
    private static bool Offers(ValuesOfInterest interest, int window) => window < interest.Windows.Count || interest.Tables.Count > 0;

    /// <summary>Shutters, overlays and graphics are drawn over all pixels of the frame.</summary>
    private static bool IsCovered(Dataset dataset, int frame, RenderOptions options) =>
        options.Graphics.Count > 0 || (options.ShowsShutters && DisplayShutter.Read(dataset, frame) is not null) || (options.ShowsOverlays && Overlay.Groups(dataset).Any());
}
