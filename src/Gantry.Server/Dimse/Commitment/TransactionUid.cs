using System.Globalization;
using Gantry.Archive.Jobs;
using Gantry.Dicom.Files;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>The Transaction UID of a job that asks for commitment: it tells which job an outcome belongs to, whenever it comes.</summary>
internal static class TransactionUid
{
    public static string Of(Job job) => string.Create(CultureInfo.InvariantCulture, $"{Implementation.ClassUid}.{job.Id}.{job.CreatedAt.ToUnixTimeSeconds()}");

    /// <summary>The job's number; null for a UID that is not ours.</summary>
    public static long? FindJob(string uid) =>
        uid.StartsWith(Implementation.ClassUid + ".", StringComparison.Ordinal) && uid[(Implementation.ClassUid.Length + 1)..].Split('.') is [var id, _]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
