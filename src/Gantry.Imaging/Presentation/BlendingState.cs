using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Colour;

namespace Gantry.Imaging.Presentation;

/// <summary>
/// A blending softcopy presentation state (PS3.3 A.33.4, C.11.14): greys of underlying images, over which superimposed ones lie in the colours of the state's palette. Images are put
/// together by their place in one frame of reference; registrations are not applied.
/// </summary>
public sealed class BlendingState
{
    /// <summary>Blending Softcopy Presentation State Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.11.4";

    private static readonly DicomTag[] Transformations =
        [Tags.ModalityLUTSequence, Tags.RescaleSlope, Tags.RescaleIntercept, Tags.RescaleType, Tags.SoftcopyVOILUTSequence];

    private BlendingState(Dataset state, Dataset underlying, Dataset superimposed, double opacity, Palette palette) =>
        (State, Underlying, Superimposed, Opacity, Palette) = (state, underlying, superimposed, opacity, palette);

    /// <summary>A grayscale presentation state of the images that lie below: their references and transformations.</summary>
    public Dataset Underlying { get; }

    /// <summary>The same of those that lie above.</summary>
    public Dataset Superimposed { get; }

    /// <summary>Relative Opacity: 1 where those above hide what is below, 0 where they are not seen.</summary>
    public double Opacity { get; }

    /// <summary>The whole state: display, graphics, colours.</summary>
    internal Dataset State { get; }

    internal Palette Palette { get; }

    /// <summary>Reads a state; the error says what of it is not supported or not whole.</summary>
    public static ImagingError? Read(Dataset state, out BlendingState blending)
    {
        ArgumentNullException.ThrowIfNull(state);
        blending = null!;
        if (state.GetItems(Tags.ReferencedSpatialRegistrationSequence).Count > 0)
        {
            return ImagingError.Unsupported("The blending presentation state refers to a Spatial Registration instance, which is not applied.");
        }

        if (Item(state, "UNDERLYING") is not { } underlying || Item(state, "SUPERIMPOSED") is not { } superimposed)
        {
            return ImagingError.Malformed("The blending presentation state does not name underlying and superimposed images (PS3.3 C.11.14).");
        }

        if (state.GetNumber(Tags.RelativeOpacity) is not (>= 0 and <= 1 and var opacity))
        {
            return ImagingError.Malformed("The blending presentation state has no Relative Opacity of 0 to 1.");
        }

        if (Palette.Read(state, isSigned: false) is not { } palette)
        {
            return ImagingError.Malformed("The blending presentation state has no whole palette.");
        }

        blending = new BlendingState(state, underlying, superimposed, opacity, palette);
        return null;
    }

    private static Dataset? Item(Dataset state, string position)
    {
        if (state.GetItems(Tags.BlendingSequence).FirstOrDefault(i => i.GetString(Tags.BlendingPosition) == position) is not { } item || item.GetItems(Tags.ReferencedSeriesSequence).Count == 0)
        {
            return null;
        }

        Dataset grey = new Dataset().Set(Tags.SOPClassUID, PresentationState.Grayscale);
        foreach (Element element in item)
        {
            if (element.Tag == Tags.ReferencedSeriesSequence || Transformations.Contains(element.Tag))
            {
                grey.Add(element);
            }
        }

        return grey;
    }
}
