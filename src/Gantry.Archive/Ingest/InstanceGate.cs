using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>Lets one at a time through for each SOP Instance UID, so that twins sent at once meet as first and duplicate.</summary>
internal sealed class InstanceGate
{
    private readonly Dictionary<InstanceUid, TaskCompletionSource> inside = [];

    public async ValueTask EnterAsync(InstanceUid instance, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task ahead;
            lock (inside)
            {
                if (!inside.TryGetValue(instance, out TaskCompletionSource? other))
                {
                    inside.Add(instance, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    return;
                }

                ahead = other.Task;
            }

            await ahead.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Leave(InstanceUid instance)
    {
        lock (inside)
        {
            if (inside.Remove(instance, out TaskCompletionSource? self))
            {
                self.SetResult();
            }
        }
    }
}
