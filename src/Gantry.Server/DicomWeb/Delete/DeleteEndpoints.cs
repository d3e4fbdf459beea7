using Gantry.Archive.Lifecycle;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Delete;

/// <summary>Deletion of a study, series or instance, for administrators. PS3.18 leaves DELETE on these resources to the server.</summary>
internal sealed class DeleteEndpoints(ArchiveDeletion deletion, AccessAudit audit)
{
    public async Task DeleteAsync(HttpContext context)
    {
        if (ResourcePath.Read(context.Request, out ResourcePath path) is { } malformed)
        {
            await malformed.WriteAsync(context).ConfigureAwait(false);
            return;
        }

        int deleted = await deletion.DeleteAsync(path.Study!.Value, path.Series, path.Instance, context.User.Identity?.Name ?? "", context.RequestAborted).ConfigureAwait(false);
        if (deleted == 0)
        {
            await Problem.NotFound($"There is no {path}.").WriteAsync(context).ConfigureAwait(false);
            return;
        }

        await audit.DeletedAsync(context, path, deleted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
