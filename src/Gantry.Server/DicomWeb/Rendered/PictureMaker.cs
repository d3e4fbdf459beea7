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
internal sealed class PictureMaker(IInstanceCatalog catalog, InstancePixelsReader reader, InstanceLoader loader, PixelWork work, PictureCache cache)
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
            if (image is null)
            {
                (image, frame) = await PresentedImages.FirstAsync(state, instance, catalog, cancellationToken).ConfigureAwait(false);
            }
        }

        if (image is null)
        {
            return (ImagingError.NoPixels("None of the images that the presentation state shows is here."), default);
        }

        string key = string.Create(CultureInfo.InvariantCulture, $"{image.ChangeNumber} {image.Crc32} {shownBy?.ChangeNumber} {shownBy?.Crc32} {frame} {mediaType} {request.Options} {request.RelativeRegion} {request.Quality} {request.Colours} {request.ShowsPatient} {request.ShowsTechnique}");
        ReadOnlyMemory<byte> kept = cache.Find(key);
        if (!kept.IsEmpty)
        {
            return (null, kept);
        }

        (ImagingError? error, ReadOnlyMemory<byte> made) = await RenderAsync(image, frame, state, request, mediaType, cancellationToken).ConfigureAwait(false);
        if (error is null)
        {
            cache.Add(key, made);
        }

        return (error, made);
    }

    private async ValueTask<(ImagingError? Error, ReadOnlyMemory<byte> Picture)> RenderAsync(
        StoredInstance image, int frame, Dataset? state, RenderedRequest request, string mediaType, CancellationToken cancellationToken)
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
        if (state is not null && PresentationState.Apply(state, attributes, description, frame, options, out attributes, out options) is { } unsuited)
        {
            return (unsuited, default);
        }

        (options, ReadOnlyMemory<byte> profile) = InColours(request.Colours, attributes, options);
        if (FrameRenderer.Render(attributes, frames, frame, options, out Picture picture) is { } wrong)
        {
            return (wrong, default);
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

    private static (RenderOptions Options, ReadOnlyMemory<byte> Profile) InColours(PictureColours colours, Dataset attributes, RenderOptions options) => colours switch
    {
        PictureColours.Plain => (options with { Colours = RgbSpace.Srgb }, default),
        PictureColours.Own when IccProfile.Find(attributes) is { IsEmpty: false } own => (options, own),
        PictureColours.AdobeRgb => (options with { Colours = RgbSpace.AdobeRgb, NeedsColours = true }, RgbSpace.AdobeRgb.Profile),
        PictureColours.RommRgb => (options with { Colours = RgbSpace.RommRgb, NeedsColours = true }, RgbSpace.RommRgb.Profile),
        _ => (options with { Colours = RgbSpace.Srgb, NeedsColours = true }, RgbSpace.Srgb.Profile),
    };
}
