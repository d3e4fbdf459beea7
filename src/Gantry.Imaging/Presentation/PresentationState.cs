using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Grey;
using Gantry.Imaging.Rendering;

namespace Gantry.Imaging.Presentation;

/// <summary>
/// Grayscale, colour and pseudo-colour softcopy presentation states (PS3.3 A.33.1 to A.33.3): an instance's attributes as a state wants them shown, and what else it asks
/// of the renderer. Of blending states there is <see cref="BlendingState"/>; advanced blending and volumetric ones are not supported.
/// </summary>
public static class PresentationState
{
    internal const string Grayscale = "1.2.840.10008.5.1.4.1.1.11.1";

    private const string Colour = "1.2.840.10008.5.1.4.1.1.11.2", PseudoColour = "1.2.840.10008.5.1.4.1.1.11.3";

    /// <summary>What an instance has of its own that a state takes the place of, even where it says nothing (PS3.4 N.2.1).</summary>
    private static readonly DicomTag[] Replaced =
    [
        Tags.ModalityLUTSequence, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.VOILUTSequence, Tags.WindowCenter, Tags.WindowWidth, Tags.VOILUTFunction,
        Tags.PresentationLUTSequence, Tags.PresentationLUTShape, Tags.ShutterShape, Tags.PerFrameFunctionalGroupsSequence, Tags.SharedFunctionalGroupsSequence,
    ];

    private static readonly DicomTag[] Taken =
    [
        Tags.ModalityLUTSequence, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.PresentationLUTSequence, Tags.PresentationLUTShape, Tags.ShutterShape,
        Tags.ShutterLeftVerticalEdge, Tags.ShutterRightVerticalEdge, Tags.ShutterUpperHorizontalEdge, Tags.ShutterLowerHorizontalEdge, Tags.CenterOfCircularShutter,
        Tags.RadiusOfCircularShutter, Tags.VerticesOfThePolygonalShutter, Tags.ShutterPresentationValue, Tags.ShutterOverlayGroup,
    ];

    /// <summary>Of states in colour: what the colours are (C.11.15), and the palette (C.7.9).</summary>
    private static readonly DicomTag[] TakenInColour =
    [
        Tags.ICCProfile, Tags.ColorSpace, Tags.RedPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableDescriptor,
        Tags.RedPaletteColorLookupTableData, Tags.GreenPaletteColorLookupTableData, Tags.BluePaletteColorLookupTableData, Tags.SegmentedRedPaletteColorLookupTableData,
        Tags.SegmentedGreenPaletteColorLookupTableData, Tags.SegmentedBluePaletteColorLookupTableData,
    ];

    /// <summary>Applies a state to a frame of an instance; nothing given is changed.</summary>
    /// <param name="state">The presentation state's data set.</param>
    /// <param name="image">The instance's; its Pixel Data may be left out.</param>
    /// <param name="description">Of its pixels.</param>
    /// <param name="frame">Counted from 1.</param>
    /// <param name="options">What the caller asks for: its window, region and size go before the state's.</param>
    /// <param name="presented">To be given to <see cref="FrameRenderer"/> in the place of <paramref name="image"/>.</param>
    /// <param name="how">The options with what the state adds.</param>
    public static ImagingError? Apply(Dataset state, Dataset image, PixelDescription description, int frame, RenderOptions options, out Dataset presented, out RenderOptions how)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        (presented, how) = (image, options);
        string? kind = state.GetString(Tags.SOPClassUID);
        if (kind is not (Grayscale or Colour or PseudoColour))
        {
            return ImagingError.Unsupported($"Presentation states of SOP Class {kind} are not applied.", frame);
        }

        if (!Refers(state, image, frame))
        {
            return ImagingError.Unsupported("The presentation state is not of this frame.", frame);
        }

        presented = Compose(state, image, kind);
        how = Display(state, image, frame, options) with { IsPresentationState = true, IsPseudoColour = kind == PseudoColour };
        if (kind != Colour && options.Window is null)
        {
            SetInterest(presented, state, image, description, frame);
        }

        return null;
    }

    /// <summary>The options with what a state of any kind says of display: area, turn and graphics (C.10.4 to C.10.6).</summary>
    internal static RenderOptions Display(Dataset state, Dataset image, int frame, RenderOptions options)
    {
        RenderOptions how = options with
        {
            PixelAspect = PixelAspect.Read(image, frame), Turn = Turn(state), Graphics = GraphicAnnotation.Read(state, image, frame), Texts = GraphicAnnotation.ReadTexts(state, image, frame),
        };
        Dataset? area = state.GetItems(Tags.DisplayedAreaSelectionSequence).FirstOrDefault(i => ImageReference.Covers(i, image, frame));
        return area is not null && options.Region is null ? how with { Region = Area(area), PixelAspect = Aspect(area) ?? how.PixelAspect } : how;
    }

    private static bool Refers(Dataset state, Dataset image, int frame) =>
        state.GetItems(Tags.ReferencedSeriesSequence) is not { Count: > 0 } series
        || series.Any(s => s.GetItems(Tags.ReferencedImageSequence).Count > 0 && ImageReference.Covers(s, image, frame));

    private static Dataset Compose(Dataset state, Dataset image, string kind)
    {
        HashSet<int> active = [.. OverlayGroups(state, 0x1001)], own = [.. OverlayGroups(state, 0x0010)];
        Dataset presented = [];
        foreach (Element element in image)
        {
            bool isOverlay = element.Tag.Group is >= 0x6000 and <= 0x601E;
            bool isReplaced = Replaced.Contains(element.Tag) || (kind == PseudoColour && TakenInColour.Contains(element.Tag)) || (element.Tag == Tags.ICCProfile && state.Contains(Tags.ICCProfile));
            if (!isReplaced && (!isOverlay || (active.Contains(element.Tag.Group) && !own.Contains(element.Tag.Group))))
            {
                presented.Add(element);
            }
        }

        foreach (Element element in state)
        {
            bool isColour = kind == PseudoColour ? TakenInColour.Contains(element.Tag) : kind == Colour && element.Tag == Tags.ICCProfile;
            if (Taken.Contains(element.Tag) || isColour || (element.Tag.Group is >= 0x6000 and <= 0x601E && own.Contains(element.Tag.Group)))
            {
                presented.Add(element);
            }
        }

        return presented;
    }

    private static IEnumerable<int> OverlayGroups(Dataset dataset, ushort element) =>
        Enumerable.Range(0, 16).Select(i => 0x6000 + (2 * i)).Where(g => dataset.Contains(new DicomTag((ushort)g, element)));

    /// <summary>The state's window or table for the frame; without one all that the modality transformation can give, from black to white.</summary>
    private static void SetInterest(Dataset presented, Dataset state, Dataset image, PixelDescription description, int frame)
    {
        if (state.GetItems(Tags.SoftcopyVOILUTSequence).FirstOrDefault(i => ImageReference.Covers(i, image, frame)) is { } item)
        {
            foreach (Element element in item)
            {
                if (element.Tag == Tags.VOILUTSequence || element.Tag == Tags.WindowCenter || element.Tag == Tags.WindowWidth || element.Tag == Tags.VOILUTFunction)
                {
                    presented.Add(element);
                }
            }

            return;
        }

        ModalityTransform modality = ModalityTransform.Read(presented, frame, description.IsSigned);
        int bits = Math.Min(description.BitsStored, 31);
        (double least, double greatest) = description.IsSigned ? (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1) : (0, Math.Pow(2, bits) - 1);
        (least, greatest) = modality.Table is { } table ? (0, (1 << table.Bits) - 1) : (modality.Apply(least), modality.Apply(greatest));
        (least, greatest) = (Math.Min(least, greatest), Math.Max(least, greatest));
        presented.Set(Tags.WindowCenter, ((least + greatest) / 2).ToString(CultureInfo.InvariantCulture)).Set(Tags.WindowWidth, (greatest - least).ToString(CultureInfo.InvariantCulture)).Set(Tags.VOILUTFunction, "LINEAR_EXACT");
    }

    private static QuarterTurn Turn(Dataset state) =>
        new((int)((state.GetInteger(Tags.ImageRotation) ?? 0) / 90 & 3), state.GetString(Tags.ImageHorizontalFlip) == "Y");

    /// <summary>Corners are column and row of pixels, counted from 1, both shown (C.10.4).</summary>
    private static PictureRegion? Area(Dataset area) =>
        area.GetNumbers(Tags.DisplayedAreaTopLeftHandCorner) is [var left, var top, ..] && area.GetNumbers(Tags.DisplayedAreaBottomRightHandCorner) is [var right, var bottom, ..]
        && Math.Abs(left) < 1 << 20 && Math.Abs(top) < 1 << 20 && right - left is >= 0 and < 1 << 20 && bottom - top is >= 0 and < 1 << 20
            ? new PictureRegion((int)left - 1, (int)top - 1, (int)(right - left) + 1, (int)(bottom - top) + 1)
            : null;

    private static double? Aspect(Dataset area)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[Tags.PresentationPixelSpacing, Tags.PresentationPixelAspectRatio])
        {
            if (area.GetNumbers(tag) is [var vertical, var horizontal, ..] && vertical / horizontal is > 0.01 and < 100)
            {
                return vertical / horizontal;
            }
        }

        return null;
    }
}
