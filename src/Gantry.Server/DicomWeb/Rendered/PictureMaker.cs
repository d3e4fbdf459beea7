using System.Buffers;
using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom.Datasets;
using Gantry.Imaging;
using Gantry.Imaging.Colour;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;
using Gantry.Server.DicomWeb.Pixels;
using Gantry.Server.DicomWeb.Retrieve;

namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>Makes pictures of frames and of presentation states; the last ones are kept. A frame is read by the frame table, never the whole instance where that can be helped.</summary>
internal sealed class PictureMaker(IInstanceCatalog catalog, InstancePixelsReader reader, InstanceLoader loader, SuperimposedImages superimposed, PixelWork work, PictureCache cache)
{
    private const int MaxFrameBytes = 256 << 20;
    private const int MaxStateBytes = 16 << 20;

    /// <summary>Can anything be shown of it?</summary>
    public static bool IsShown(StoredInstance instance) => instance.Frames is { Count: > 0 } || PresentedImages.IsState(instance.Identity.SopClassUid);

    /// <param name="instance">An image, or a presentation state: then the first image that it shows.</param>
    /// <param name="frame">From 1.</param>
    /// <param name="request">How.</param>
    /// <param name="mediaType">image/jpeg or image/png.</param>
    /// <param name="cancellationToken">Of the request.</param>
    public async ValueTask<(ImagingError? Error, ReadOnlyMemory<byte> Picture)> MakeAsync(StoredInstance instance, int frame, RenderedRequest request, string mediaType, CancellationToken cancellationToken)
    {
        Dataset? state = null;
        BlendingState? blending = null;
        StoredInstance? image = instance;
        StoredInstance? shownBy = request.Presentation;
        if (PresentedImages.IsState(instance.Identity.SopClassUid))
        {
            (shownBy, image) = (instance, null);
        }

        if (shownBy is not null)
        {
            if (shownBy.Place.Length > MaxStateBytes || await loader.LoadAsync(shownBy, cancellationToken).ConfigureAwait(false) is not { } file)
            {
                return (ImagingError.Unsupported("The presentation state is too large."), default);
            }

            state = file.Dataset;
            if (shownBy.Identity.SopClassUid == BlendingState.SopClassUid && BlendingState.Read(state, out blending) is { } unread)
            {
                return (unread, default);
            }

            if (image is null)
            {
                (image, frame) = await PresentedImages.FirstAsync(blending?.Underlying ?? state, instance, catalog, cancellationToken).ConfigureAwait(false);
            }
        }

        if (image is null)
        {
            return (ImagingError.NoPixels("None of the images that the presentation state shows is here."), default);
        }

        string key = string.Create(CultureInfo.InvariantCulture, $"{image.ChangeNumber} {image.Crc32} {shownBy?.ChangeNumber} {shownBy?.Crc32} {frame} {mediaType} {request.Options} {request.RelativeRegion} {request.Quality} {request.Colours} {request.ShowsPatient} {request.ShowsTechnique}");

        // What lies above in a blending is found by place: it is looked for each time.
        ReadOnlyMemory<byte> kept = blending is null ? cache.Find(key) : default;
        if (!kept.IsEmpty)
        {
            return (null, kept);
        }

        (ImagingError? error, ReadOnlyMemory<byte> made) = await RenderAsync(image, frame, new ShownBy(shownBy, state, blending), request, mediaType, cancellationToken).ConfigureAwait(false);
        if (error is null && blending is null)
        {
            cache.Add(key, made);
        }

        return (error, made);
    }

    private async ValueTask<(ImagingError? Error, ReadOnlyMemory<byte> Picture)> RenderAsync(
        StoredInstance image, int frame, ShownBy by, RenderedRequest request, string mediaType, CancellationToken cancellationToken)
    {
        using IDisposable place = await work.EnterAsync(cancellationToken).ConfigureAwait(false);
        (ImagingError? error, InstancePixels? pixels) = await reader.OpenAsync(image, cancellationToken).ConfigureAwait(false);
        if (pixels is null)
        {
            return (error ?? ImagingError.NoPixels("The instance has no frames."), default);
        }

        (error, PixelFrames frames) = await pixels.OpenAsync(frame, cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            return (error, default);
        }

        PixelDescription description = frames.Description;
        if (description.FrameBytes > MaxFrameBytes)
        {
            return (ImagingError.Unsupported($"A frame of {description.Columns} by {description.Rows} pixels is too large to be rendered here.", frame), default);
        }

        Dataset attributes = pixels.Attributes;
        RenderOptions options = request.For(description.Columns, description.Rows) with
        {
            UpperText = request.ShowsPatient ? CornerText.Patient(attributes) : null,
            LowerText = request.ShowsTechnique ? CornerText.Technique(attributes, frame) : null,
        };
        if (by.State is { } state && by.Blending is null && PresentationState.Apply(state, attributes, description, frame, options, out attributes, out options) is { } unsuited)
        {
            return (unsuited, default);
        }

        (options, ReadOnlyMemory<byte> profile) = InColours(request.Colours, by.Blending is null ? attributes : by.State!, options);
        (error, Picture picture) = await DrawAsync(new BlendedImage(attributes, frames, frame), by, options, cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            return (error, default);
        }

        ArrayBufferWriter<byte> output = new();
        if (mediaType == "image/jpeg")
        {
            error = JpegWriter.Write(picture, request.Quality, output, profile);
            return (error, output.WrittenMemory);
        }

        using MemoryStream png = new();
        PngWriter.Write(picture, png, profile);
        return (null, png.ToArray());
    }

    private async ValueTask<(ImagingError? Error, Picture Picture)> DrawAsync(BlendedImage image, ShownBy by, RenderOptions options, CancellationToken cancellationToken)
    {
        Picture picture;
        if (by.Blending is null)
        {
            return (FrameRenderer.Render(image.Attributes, image.Frames, image.Frame, options, out picture), picture);
        }

        (ImagingError? error, BlendedImage? over) = await superimposed.FindAsync(by.Blending, by.Instance!, image, cancellationToken).ConfigureAwait(false);
        return over is null ? (error, null!) : (BlendedRenderer.Render(by.Blending, image, over, options, out picture), picture);
    }

    private static (RenderOptions Options, ReadOnlyMemory<byte> Profile) InColours(PictureColours colours, Dataset attributes, RenderOptions options) => colours switch
    {
        PictureColours.Plain => (options with { Colours = RgbSpace.Srgb }, default),
        PictureColours.Own when IccProfile.Find(attributes) is { IsEmpty: false } own => (options, own),
        PictureColours.AdobeRgb => (options with { Colours = RgbSpace.AdobeRgb, NeedsColours = true }, RgbSpace.AdobeRgb.Profile),
        PictureColours.RommRgb => (options with { Colours = RgbSpace.RommRgb, NeedsColours = true }, RgbSpace.RommRgb.Profile),
        _ => (options with { Colours = RgbSpace.Srgb, NeedsColours = true }, RgbSpace.Srgb.Profile),
    };

    /// <summary>The presentation state that an image is shown by: all null without one, the last where it is no blending.</summary>
    private sealed record ShownBy(StoredInstance? Instance, Dataset? State, BlendingState? Blending);
}
