namespace Gantry.Archive.Routing;

/// <summary>
/// Keeps the order of a destination that several rules send instances to: a rule sends a change only when no other can still have an earlier one. The one that is furthest back may always
/// go on, so they never wait for each other in a circle.
/// </summary>
public sealed class DestinationTurns
{
    private readonly Dictionary<string, Dictionary<string, long>> next = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells the lowest change number that a rule may still send.</summary>
    public void Tell(string destination, string rule, long number)
    {
        lock (gate)
        {
            if (!next.TryGetValue(destination, out Dictionary<string, long>? rules))
            {
                next[destination] = rules = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
            }

            if (rules.TryGetValue(rule, out long before) && before == number)
            {
                return;
            }

            rules[rule] = number;
            Signal(rules.Count);
        }
    }

    /// <summary>A rule that is not followed keeps nobody waiting.</summary>
    public void Leave(string destination, string rule)
    {
        lock (gate)
        {
            if (next.TryGetValue(destination, out Dictionary<string, long>? rules) && rules.Remove(rule))
            {
                Signal(rules.Count + 1);
            }
        }
    }

    /// <summary>Waits until the number that the rule has told is the lowest of its destination.</summary>
    public async ValueTask WaitAsync(string destination, string rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (!next.TryGetValue(destination, out Dictionary<string, long>? rules) || !rules.TryGetValue(rule, out long own) || rules.Values.Min() >= own)
                {
                    return;
                }

                change = moved.Task;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Signal(int rules)
    {
        if (rules > 1)
        {
            moved.TrySetResult();
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
