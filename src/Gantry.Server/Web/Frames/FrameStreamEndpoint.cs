using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Server.Security;
using Gantry.Server.Web.Manifest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Web.Frames;

/// <summary>Frames for the viewer: many in one answer in the order asked, or one by its UID.</summary>
internal static class FrameStreamEndpoint
{
    private const int MaxFrames = 4096;
    private const uint Unreadable = 0xFFFF_FFFF;
    private const int HeadBytes = 8;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/studies/{study}/series/{series}/frames", (Delegate)GetManyAsync)
            .RequireAuthorization(Policies.Read).WithName("SeriesFrames").WithTags("Workstation");
        routes.MapGet("/api/studies/{study}/series/{series}/instances/{instance}/frames/{frame:int}", (Delegate)GetOneAsync)
            .RequireAuthorization(Policies.Read).WithName("Frame").WithTags("Workstation");
    }

    private static async Task<IResult> GetManyAsync(StudyUid study, SeriesUid series, string v, string list, HttpContext context, StudyPictures pictures, FrameReader reader)
    {
        StudyPicture? picture = await pictures.GetAsync(study, context.RequestAborted);
        if (picture is null || !picture.Series.TryGetValue(series, out SeriesFrames? known))
        {
            return TypedResults.Problem("There is no such series here, or it has been deleted.", statusCode: 404);
        }

        if (known.Version != v)
        {
            return TypedResults.Problem("The series has changed; read the manifest again.", statusCode: 409);
        }

        if (!FrameList.TryParse(list, known.Frames.Count, MaxFrames, out List<int> asked))
        {
            return TypedResults.Problem($"list names at most {MaxFrames} frames from 0 to {known.Frames.Count - 1}, such as 12,13,0-9.", statusCode: 400);
        }

        HttpResponse response = context.Response;
        response.ContentType = "application/octet-stream";
        response.Headers.CacheControl = "private, no-cache";
        response.ContentLength = asked.Sum(index => HeadBytes + (FrameReader.CanRead(known.Frames[index]) ? known.Frames[index].Bytes : 0));
        PipeWriter output = response.BodyWriter;
        foreach (int index in asked)
        {
            FramePlace frame = known.Frames[index];
            bool canRead = FrameReader.CanRead(frame);
            WriteHead(output, (uint)index, canRead ? (uint)frame.Bytes : Unreadable);
            if (!canRead)
            {
                continue;
            }

            if (!await TryWriteAsync(reader, frame, context))
            {
                return TypedResults.Empty;
            }
        }

        return TypedResults.Empty;
    }

    private static async Task<IResult> GetOneAsync(
        StudyUid study, SeriesUid series, InstanceUid instance, int frame, HttpContext context, StudyPictures pictures, FrameReader reader)
    {
        StudyPicture? picture = await pictures.GetAsync(study, context.RequestAborted);
        if (picture is null || !picture.Series.TryGetValue(series, out SeriesFrames? known))
        {
            return TypedResults.Problem("There is no such series here, or it has been deleted.", statusCode: 404);
        }

        FramePlace place = known.Frames.FirstOrDefault(one => one.Instance.Identity.Instance == instance && one.Frame == frame - 1);
        if (place.Instance is null || !FrameReader.CanRead(place))
        {
            return TypedResults.Problem("There is no such frame.", statusCode: 404);
        }

        context.Response.ContentType = "application/octet-stream";
        // Not for ever: a compression rule may bring the frame to another transfer syntax.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.ContentLength = place.Bytes;
        await TryWriteAsync(reader, place, context);
        return TypedResults.Empty;
    }

    private static async ValueTask<bool> TryWriteAsync(FrameReader reader, FramePlace frame, HttpContext context)
    {
        try
        {
            await reader.WriteAsync(frame, context.Response.BodyWriter, context.RequestAborted);
            return !(await context.Response.BodyWriter.FlushAsync(context.RequestAborted)).IsCompleted;
        }
        catch (ObjectStoreException)
        {
            // The length was promised: an answer cut short is the only one left that cannot be taken for pixels.
            context.Abort();
            return false;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void WriteHead(PipeWriter output, uint index, uint length)
    {
        Span<byte> head = output.GetSpan(HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head, index);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
        output.Advance(HeadBytes);
    }
}
