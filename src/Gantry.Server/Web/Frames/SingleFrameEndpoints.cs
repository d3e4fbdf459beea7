using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Rendering;
using Gantry.Server.Security;
using Gantry.Server.Web.Manifest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Web.Frames;

/// <summary>What a viewer asks of one frame beside its bytes: the server's own decoding of it, and the overlays that cover it.</summary>
internal static class SingleFrameEndpoints
{
    private const string Frame = "/api/studies/{study}/series/{series}/instances/{instance}/frames/{frame:int}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Frame + "/decoded", (Delegate)DecodedAsync).RequireAuthorization(Policies.Read).WithName("DecodedFrame").WithTags("Workstation");
        routes.MapGet(Frame + "/overlays", (Delegate)OverlaysAsync).RequireAuthorization(Policies.Read).WithName("FrameOverlays").WithTags("Workstation");
    }

    private static async Task<IResult> DecodedAsync(
        StudyUid study, SeriesUid series, InstanceUid instance, int frame, HttpContext context, StudyPictures pictures, FrameDecoder decoder)
    {
        if (await FindAsync(study, series, instance, frame, pictures, context) is not { } place)
        {
            return Missing();
        }

        DecodedCells cells;
        try
        {
            cells = await decoder.DecodeAsync(place.Instance, place.Frame, context.RequestAborted);
        }
        catch (ObjectStoreException error)
        {
            return TypedResults.Problem(error.Message, statusCode: 503);
        }

        if (cells.Error is { } failed)
        {
            return TypedResults.Problem(failed.Reason, statusCode: 422);
        }

        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(Pack(cells), "application/octet-stream");
    }

    /// <summary>uint32 LE length of the JSON, the JSON padded with spaces to a multiple of 8, the cells.</summary>
    private static byte[] Pack(DecodedCells cells)
    {
        PixelDescription description = cells.Description;
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("rows", description.Rows);
            writer.WriteNumber("columns", description.Columns);
            writer.WriteNumber("samples", description.Samples);
            writer.WriteNumber("allocated", description.CellBytes * 8);
            writer.WriteNumber("stored", description.BitsStored);
            writer.WriteNumber("high", description.HighBit);
            writer.WriteBoolean("signed", description.IsSigned);
            writer.WriteBoolean("float", description.Kind != SampleKind.Integer);
            writer.WriteString("photometric", description.Photometric);
            writer.WriteEndObject();
        }

        int padded = ((json.WrittenCount + 4 + 7) / 8 * 8) - 4;
        byte[] packed = new byte[4 + padded + cells.Cells.Length];
        BinaryPrimitives.WriteInt32LittleEndian(packed, padded);
        packed.AsSpan(4, padded).Fill((byte)' ');
        json.WrittenSpan.CopyTo(packed.AsSpan(4));
        cells.Cells.CopyTo(packed.AsSpan(4 + padded));
        return packed;
    }

    private static async Task<IResult> OverlaysAsync(
        StudyUid study, SeriesUid series, InstanceUid instance, int frame, HttpContext context, StudyPictures pictures, FrameDecoder decoder, IObjectReader objects)
    {
        if (await FindAsync(study, series, instance, frame, pictures, context) is not { } place)
        {
            return Missing();
        }

        try
        {
            Dataset dataset = (await InstanceHeader.ReadAsync(place.Instance, objects, context.RequestAborted)).Dataset;
            if (PixelDescription.Read(dataset, out PixelDescription description) is { } wrong)
            {
                return TypedResults.Problem(wrong.Reason, statusCode: 422);
            }

            List<Overlay> overlays = [.. Overlay.Read(dataset, description, place.Frame + 1)];
            byte[] cells = [];
            if (overlays.Exists(overlay => overlay.IsInCells))
            {
                DecodedCells decoded = await decoder.DecodeAsync(place.Instance, place.Frame, context.RequestAborted);
                cells = decoded.Cells;
                description = decoded.Error is null ? decoded.Description : description;
                overlays.RemoveAll(overlay => decoded.Error is not null && overlay.IsInCells);
            }

            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return TypedResults.Json(
                new OverlayAnswer([.. overlays.Select(o => new OverlayPlane(
                    o.Rows, o.Columns, o.Top, o.Left, o.IsRegion, o.Label, Convert.ToBase64String(o.Pack(cells, description))))]),
                WebJson.Default.OverlayAnswer);
        }
        catch (ObjectStoreException error)
        {
            return TypedResults.Problem(error.Message, statusCode: 503);
        }
    }

    private static async ValueTask<FramePlace?> FindAsync(StudyUid study, SeriesUid series, InstanceUid instance, int frame, StudyPictures pictures, HttpContext context)
    {
        StudyPicture? picture = await pictures.GetAsync(study, context.RequestAborted);
        FramePlace place = picture is not null && picture.Series.TryGetValue(series, out SeriesFrames? known)
            ? known.Frames.FirstOrDefault(one => one.Instance.Identity.Instance == instance && one.Frame == frame - 1)
            : default;
        return place.Instance is null ? null : place;
    }

    private static ProblemHttpResult Missing() => TypedResults.Problem("There is no such frame here, or it has been deleted.", statusCode: 404);
}
