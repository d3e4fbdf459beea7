using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Security;

/// <summary>The last resort: what no endpoint has answered becomes a log entry and a problem that tells nothing of the inside.</summary>
internal sealed class FailureAnswer(ILogger<FailureAnswer> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await Problem.WriteAsync(context, bad.StatusCode, "bad-request", "The request cannot be read", bad.Message).ConfigureAwait(false);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            SecurityLog.RequestFailed(logger, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", failure);
            bool passes = failure is IndexException { IsTransient: true } or ObjectStoreException { IsTransient: true } or StateException;
            await (passes
                ? Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", "Not now", "The archive cannot reach its storage at the moment; try again soon.")
                : Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "failed", "The server failed", "The failure is in the server's log.")).ConfigureAwait(false);
        }
    }
}
